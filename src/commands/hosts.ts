/**
 * `pane hosts`
 */
import { PaneError } from '../errors.ts';
import { type Call, defineCommand } from './definition.ts';

export const hostsCommand = defineCommand({
  name: 'hosts',
  group: 'Project',
  summary: 'show the hosts of the file: reachable, versions, load, running tasks',
  description:
    '`check` prints what `pane doctor` says there. `install` puts this `pane` there, in `~/.local`. `forget` drops what is known here of a host that you do not want to reach any more; its tasks stay there as they are.',
  arguments: [
    { name: 'action', text: 'what to do with one host', completes: ['check', 'install', 'forget'] },
    { name: 'host', text: 'the host' },
  ],
  form: '[check|install|forget HOST]',
  json: true,
  examples: ['pane hosts', 'pane hosts check big', 'pane hosts install big', 'pane hosts forget big'],
  run: async (call) => {
    const [action, name] = call.args;
    if (action === undefined) return await list(call);
    if (name === undefined) {
      throw new PaneError('usage', 'a host is required', { hint: `For example: pane hosts ${action} big` });
    }
    if (action === 'install') return await install(call, name);
    return action === 'check' ? await check(call, name) : await forget(call, name);
  },
});

type Where = Pick<Call, 'context' | 'file' | 'json'>;

/** 1 where one could not be asked. */
async function list({ context, file, json }: Where): Promise<number> {
  const { listHosts } = await import('../engine/hosts/hosts.ts');
  const hosts = await listHosts(context, { file });
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson({ hosts }));
  } else {
    const [{ formatHostList }, { available, outPalette }] = await Promise.all([
      import('../ui/host-list.ts'),
      import('./terminal.ts'),
    ]);
    context.stdout(formatHostList(hosts, outPalette(context), available(context)));
  }
  return hosts.every(({ reachable }) => reachable) ? 0 : 1;
}

async function check({ context, file, json }: Where, name: string): Promise<number> {
  const [{ checkHost }, { showFindings }] = await Promise.all([
    import('../engine/hosts/hosts.ts'),
    import('./findings.ts'),
  ]);
  return await showFindings({ context, json }, await checkHost(context, { file, name }));
}

async function install({ context, file, json }: Where, name: string): Promise<number> {
  const { installHost } = await import('../engine/hosts/install.ts');
  const report = await installHost(context, { file, name });
  const { version, path } = report;
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson(report));
  } else {
    const what = path === null ? `has pane ${version} already` : `has pane ${version} now, at ${path}`;
    context.stdout(`${name} ${what}.\n`);
  }
  return 0;
}

async function forget({ context, file, json }: Where, name: string): Promise<number> {
  const { forget: drop } = await import('../engine/hosts/hosts.ts');
  const tasks = await drop(context, { file, name });
  if (json) {
    const { formatJson } = await import('../ui/json.ts');
    context.stdout(formatJson({ host: name, tasks }));
  } else {
    const those = tasks.length === 0 ? '' : ` Its tasks stay there as they are: ${tasks.join(', ')}.`;
    context.stdout(`Forgot ${name}.${those}\n`);
  }
  return 0;
}
