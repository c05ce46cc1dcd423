/**
 * What each real agent does when its model server refuses, closes the connection, or when something goes on in the
 * background: the second set of steps of `npm run test:agents`, with `--failures`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { until } from './agent-project.mjs';

/** Some try again for minutes before they give up. */
const GIVES_UP_SECONDS = 420;
const SETTLED_SECONDS = 8;

/** Each error of the mock, with the state that is to be told in the end; `working` where an agent just tries again. */
const WANTED = {
  usage: ['limited', 'working'],
  rate: ['limited', 'working'],
  login: ['waiting'],
  billing: ['waiting', 'working'],
  refused: ['stuck'],
  overload: ['limited', 'working'],
  server: ['limited', 'working'],
  closed: ['limited', 'working'],
};

/** How one leaves the dialog that asks, at a limit, what to do. */
const LEAVES = { gemini: ['Down', 'Enter'] };

/** Until it has been the same for a while: the state that the failure comes to, with all that was told on the way. */
async function comesToRest(stage) {
  const seen = [];
  let since = Date.now();
  await until('the turn is over', GIVES_UP_SECONDS, async () => {
    const { state, source, message, until: end } = await stage.state();
    const text = `${state} (${source}${message === null ? '' : `: ${message}`}${end === null ? '' : `, until ${end}`})`;
    if (seen.at(-1) !== text) {
      seen.push(text);
      since = Date.now();
    }
    return state !== 'working' && Date.now() - since > SETTLED_SECONDS * 1000;
  }).catch((error) => {
    if (!error.message.startsWith('not within')) throw error;
  });
  return seen;
}

const failure =
  (kind) =>
  async (stage, { screens }) => {
    const { model } = stage;
    model.failing = true;
    const asked = model.requests.length;
    const turns = stage.turns();
    await stage.type(`<<<fail ${kind}>>>`);
    await until('the model is asked', 30, () => model.requests.length > asked);
    const seen = await comesToRest(stage);
    if (LEAVES[stage.name] !== undefined && /^waiting .*limit reached/i.test(seen.at(-1) ?? '')) {
      await stage.shoot(`${kind}-waiting`, screens);
      await stage.tmux('send-keys', '-t', 'one', ...LEAVES[stage.name]);
      seen.push(...(await comesToRest(stage)));
    }
    const state = seen.at(-1)?.match(/^\w+/)?.[0];
    await stage.shoot(`${kind}-${state}`, screens);
    const told = `${seen.join(', ')}; ${model.requests.length - asked} requests; turns ${turns} → ${stage.turns()}`;
    model.failing = false;
    // One that still tries succeeds now; of any other the next turn does.
    if (state !== 'working') await stage.type('<<<write it again>>>');
    await until('another turn has ended well', 180, () => stage.turns().startsWith('done'));
    await stage.comesTo(['idle'], 30);
    await delay(4000);
    const after = await stage.comesTo(['idle'], 0); // the error that still stands on the screen is an old one
    if (!WANTED[kind].includes(state)) throw new Error(told);
    return `${told}; then ${after}`;
  };

export const FAILURES = {
  begins: async (stage) => {
    await stage.pane('up', '--trust', '--once');
    return await stage.comesTo(['idle'], 180);
  },
  ...Object.fromEntries(Object.keys(WANTED).map((kind) => [kind, failure(kind)])),
  background: async (stage, { screens }) => {
    await stage.type('<<<later>>>');
    await until('the next turn begins', 30, async () => (await stage.state()).state !== 'idle');
    await delay(8000); // the turn itself takes less
    if ((await stage.state()).state === 'waiting') {
      await stage.tmux('send-keys', '-t', 'one', 'Enter'); // it asks whether it may
      await delay(8000);
    }
    const { state, source, message } = await stage.state();
    await stage.shoot(`background-${state}`, screens);
    const told = `${state} (${source}${message === null ? '' : `: ${message}`}), turns ${stage.turns()}`;
    return `${told}; then ${await stage.comesTo(['idle'], 60)}, turns ${stage.turns()}`;
  },
  down: async (stage) => {
    await stage.pane('down', 'one');
    return 'down';
  },
};
