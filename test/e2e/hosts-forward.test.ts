/**
 * Ports of a task's machine, on this one.
 */
import { createServer, type Server } from 'node:http';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { HostsProject } from '../support/hosts-project.ts';

async function freePort(): Promise<number> {
  await using site = await Site.open();
  return site.port;
}

class Site implements AsyncDisposable {
  readonly #server: Server;
  readonly port: number;

  static async open(): Promise<Site> {
    const server = createServer((request, response) => {
      request.pipe(response); // what was sent comes back
    });
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
      }),
    );
    return new Site(server, port);
  }

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

test("ports of a task's machine are open here, to nobody else, until Ctrl-C", async () => {
  await using all = await HostsProject.create([{ name: 'near' }, { name: 'far', host: 'big' }]);
  await using site = await Site.open();
  const { project, sandbox } = all;
  await project.upDone();
  const free = await freePort();
  const asked = ['forward', 'far', String(site.port), `${free}:1`];
  const running = sandbox.startPane(asked, { cwd: all.repository.path });
  await eventually(() => expect(running.stdout.split('\n').length).toBe(3));

  // The port is taken here, by the site itself, which stands for one of the host's.
  const addresses = running.stdout.trim().split('\n');
  const [address = '', empty = ''] = addresses.map((line) => line.split(' ')[0]);
  expect(addresses).toEqual([
    expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+  port ${site.port} of big$`)),
    `http://127.0.0.1:${free}  port 1 of big`,
  ]);
  expect(address).not.toBe(`http://127.0.0.1:${site.port}`);
  // A page asks for many things at once: so many connections are no leak that Node is to warn of.
  const bodies = ['x'.repeat(3_000_000), ...'abcdefghijkl'];
  const answers = await Promise.all(
    bodies.map(async (text) => await (await fetch(address, { method: 'POST', body: text })).text()),
  );
  expect(answers).toEqual(bodies);
  expect(running.stderr).toBe('');
  await expect(fetch(empty)).rejects.toThrow();
  await eventually(() =>
    expect(running.stderr).toMatch(/could not reach port 1 of big: .*Connection refused/),
  );

  running.kill('SIGINT');
  expect((await running.ended).exitCode).toBe(0);
  await expect(fetch(address)).rejects.toThrow();

  // Named, it is that or none; of this machine there is nothing to open.
  const taken = await project.pane(['forward', 'far', `${site.port}:1`, '2']);
  expect(taken).toMatchObject({ exitCode: 1, stdout: '' });
  expect(taken.stderr).toContain(`port ${site.port} of this machine is taken`);
  const near = await project.pane(['forward', 'near', '3000', '--json']);
  const ports = [{ port: 3000, local: 3000, address: 'http://127.0.0.1:3000' }];
  expect(JSON.parse(near.stdout)).toEqual({ task: 'near', host: null, ports });
  await all.big.becomes('down');
  expect((await project.pane(['forward', 'far', '3000'])).stderr).toContain('could not reach big');
  for (const word of ['0', '70000', '3000:', ':1', '$(x)'])
    expect(await project.pane(['forward', 'far', word])).toMatchObject({ exitCode: 2 });
});
