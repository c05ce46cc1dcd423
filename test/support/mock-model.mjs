/**
 * A model server on loopback for the real agent programs: Anthropic Messages, OpenAI Responses and Chat
 * Completions, Gemini. It answers a prompt of the form `<<<word … >>>` with one call of a tool, by its first word:
 *   write  the prompt itself goes into a file
 *   ask    a shell command, for which a careful agent asks its user
 *   say    no tool: a question in plain text
 *   hang   nothing comes until the agent gives up
 *   die    the first time its agent is killed, then it writes
 *   fail   its second word is the error that is answered (`model-errors.mjs`), as long as `failing` is true; then it writes
 *   later  a command that goes on in the background, once
 * and the result of the tool, like everything else, with a sentence. A text without such a prompt is answered by the last
 * one of its conversation.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { errorAnswer } from './model-errors.mjs';

const PROMPT = /<<<[\s\S]*?>>>/g;
const THINKING_MS = 3000;
const LATER_SECONDS = 20;

function textOf(value) {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  return value === null || typeof value !== 'object'
    ? ''
    : textOf(value.text ?? value.content ?? value.parts);
}

/** The tool that the agent offers for the deed, with its arguments as that agent names them. `path`: of what it writes. */
function toolCall(deed, prompt, tools, path) {
  const command = "sh -c 'echo asked >asked.txt'";
  const file = basename(path);
  const writing = `cat > ${file} <<'PROMPT-ENDS'\n${prompt}\nPROMPT-ENDS\ntruncate -s -1 ${file}`;
  const writers = {
    Write: { file_path: path, content: prompt },
    write_file: { file_path: path, content: prompt },
    write: { filePath: path, content: prompt },
    create: { path, file_text: prompt },
  };
  const isLater = deed === 'later';
  const line = { ask: command, later: `sleep ${LATER_SECONDS}` }[deed] ?? writing;
  const escalated =
    deed === 'ask' ? { sandbox_permissions: 'require_escalated', justification: 'to try it' } : {};
  const shells = {
    Bash: { command: line, description: 'try it', ...(isLater && { run_in_background: true }) },
    exec_command: { cmd: line, ...escalated, ...(isLater && { yield_time_ms: 1000 }) },
    shell_command: { command: line, ...escalated },
    run_shell_command: { command: line, description: 'try it', is_background: isLater },
    bash: { command: line, description: 'try it' },
  };
  const offered = Object.entries(['ask', 'later'].includes(deed) ? shells : { ...writers, ...shells });
  const [found] = offered.filter(([name]) => tools.includes(name));
  return found === undefined ? null : { name: found[0], args: found[1] };
}

/** Each interface: what was asked, and how an answer is written as events. */
const INTERFACES = {
  anthropic: {
    read: (body) => {
      const messages = body.messages ?? [];
      const { content } = messages.at(-1) ?? {};
      const isResult = Array.isArray(content) && content.some(({ type }) => type === 'tool_result');
      const users = messages.filter(({ role }) => role === 'user').map(textOf);
      return { users, isResult, tools: (body.tools ?? []).map(({ name }) => name) };
    },
    write: ({ id, call, text }, body) => {
      const block = call
        ? { type: 'tool_use', id: `toolu_${id}`, name: call.name, input: call.args }
        : { type: 'text', text };
      const reason = call ? 'tool_use' : 'end_turn';
      const usage = { input_tokens: 9, output_tokens: 9 };
      const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model: body.model, usage };
      if (!body.stream) return { ...message, content: [block], stop_reason: reason, stop_sequence: null };
      const delta = call
        ? { type: 'input_json_delta', partial_json: JSON.stringify(call.args) }
        : { type: 'text_delta', text };
      const begun = call ? { ...block, input: {} } : { type: 'text', text: '' };
      return [
        {
          type: 'message_start',
          message: { ...message, content: [], stop_reason: null, stop_sequence: null },
        },
        { type: 'content_block_start', index: 0, content_block: begun },
        { type: 'content_block_delta', index: 0, delta },
        { type: 'content_block_stop', index: 0 },
        {
          type: 'message_delta',
          delta: { stop_reason: reason, stop_sequence: null },
          usage: { output_tokens: 9 },
        },
        { type: 'message_stop' },
      ];
    },
  },
  responses: {
    read: (body) => {
      const input = Array.isArray(body.input) ? body.input : [{ role: 'user', content: body.input }];
      const tools = (body.tools ?? []).flatMap((tool) => [tool, ...(tool.tools ?? [])]);
      return {
        users: input.filter(({ role }) => role === 'user').map(textOf),
        isResult: String(input.at(-1)?.type).endsWith('_output'),
        tools: tools.map(({ name, type }) => name ?? type),
      };
    },
    write: ({ id, call, text }, body) => {
      const item = call
        ? {
            type: 'function_call',
            id: `fc_${id}`,
            call_id: `call_${id}`,
            name: call.name,
            arguments: JSON.stringify(call.args),
            status: 'completed',
          }
        : {
            type: 'message',
            id: `msg_${id}`,
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text, annotations: [] }],
          };
      const usage = { input_tokens: 9, output_tokens: 9, total_tokens: 18 };
      const response = { id: `resp_${id}`, object: 'response', model: body.model, usage };
      const whole = { ...response, status: 'completed', output: [item] };
      if (!body.stream) return whole;
      return [
        { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
        { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress' } },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: whole },
      ];
    },
  },
  chat: {
    read: (body) => ({
      users: (body.messages ?? []).filter(({ role }) => role === 'user').map(textOf),
      isResult: body.messages?.at(-1)?.role === 'tool',
      tools: (body.tools ?? []).map((tool) => tool.function?.name),
    }),
    write: ({ id, call, text }, body) => {
      const made = call && [
        {
          index: 0,
          id: `call_${id}`,
          type: 'function',
          function: { name: call.name, arguments: JSON.stringify(call.args) },
        },
      ];
      const message = { role: 'assistant', content: call ? null : text, ...(made && { tool_calls: made }) };
      const reason = call ? 'tool_calls' : 'stop';
      const usage = { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 };
      const base = { id: `chat_${id}`, created: 1, model: body.model };
      if (!body.stream)
        return {
          ...base,
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason: reason }],
          usage,
        };
      const chunk = (delta, finish) => ({
        ...base,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, finish_reason: finish }],
        usage,
      });
      return [chunk(message, null), chunk({}, reason), '[DONE]'];
    },
  },
  gemini: {
    read: (body) => {
      const contents = body.contents ?? [];
      return {
        users: contents.filter(({ role }) => role === 'user').map(textOf),
        isResult: (contents.at(-1)?.parts ?? []).some((part) => part.functionResponse !== undefined),
        tools: (body.tools ?? []).flatMap((tool) =>
          (tool.functionDeclarations ?? []).map(({ name }) => name),
        ),
        schema: body.generationConfig?.responseJsonSchema ?? body.generationConfig?.responseSchema,
      };
    },
    write: ({ id, call, text }, _body, stream) => {
      const part = call ? { functionCall: { id: `call_${id}`, name: call.name, args: call.args } } : { text };
      const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 9, totalTokenCount: 18 };
      const candidate = { index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' };
      const whole = { candidates: [candidate], usageMetadata };
      return stream ? [whole] : whole;
    },
  },
};

function interfaceOf(path) {
  if (path.endsWith('/messages')) return 'anthropic';
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/chat/completions')) return 'chat';
  return /:(stream)?generateContent$/i.test(path) ? 'gemini' : null;
}

/** What a request for JSON of a certain shape is content with. */
function example(schema) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, { type, enum: values }]) => {
    const simple = { boolean: false, number: 1, integer: 1, array: [], object: {} };
    return [name, values?.[0] ?? simple[String(type).toLowerCase()] ?? 'text'];
  });
  return JSON.stringify(Object.fromEntries(fields));
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}

/** Agents show the end of a limit to the minute. */
function fullMinuteAfter(seconds) {
  return Math.ceil((Date.now() / 1000 + seconds) / 60) * 60;
}

/** Null: closes the connection. */
function refuse(response, error) {
  if (error === null) {
    response.destroy();
    return;
  }
  const { status, headers, body } = error;
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/**
 * @param fileOf the absolute path of the file that an agent is to write, in its working directory: of a prompt, and how often
 *   the model was asked by it so far
 * @param more `limitSeconds`: a usage limit is over at the next full minute after that time, and is met no more then;
 *   `kill`: ends the agent that has this prompt
 * @returns `requests`: each request with a prompt: when it came, and of its whole conversation the prompts and all that
 *   its user said (`users`), a text for each message
 */
export async function startMockModel(fileOf, { limitSeconds = 3600, kill = async () => {} } = {}) {
  const requests = [];
  const dead = new Set();
  let count = 0;
  let hanging = 0;
  let failing = true;
  let isBehind = false;
  let limitEnds = null;

  /** Whether it is refused; as the time is now. */
  function isRefused(kind) {
    if (limitEnds === null && kind === 'usage') limitEnds = fullMinuteAfter(limitSeconds);
    return failing && (kind !== 'usage' || Date.now() < limitEnds * 1000);
  }

  async function answer(request, response) {
    const { pathname } = new URL(request.url ?? '/', 'http://mock');
    const name = interfaceOf(pathname);
    if (name === null) {
      request.resume();
      const models = {
        object: 'list',
        data: [{ id: 'mock-model', object: 'model' }],
        input_tokens: 9,
        totalTokens: 9,
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(models));
      return;
    }
    const { read, write } = INTERFACES[name];
    const body = await bodyOf(request);
    const { users, isResult, tools, schema } = read(body);
    const prompts = users.flatMap((text) => text.match(PROMPT) ?? []);
    const prompt = tools.length === 0 || isResult ? undefined : prompts.at(-1);
    const deed = prompt?.match(/^<<<(\w+)/)?.[1];
    if (prompt !== undefined) {
      requests.push({ at: Date.now(), prompts, users });
      const [, kind] = prompt.match(/^<<<fail (\w+)/) ?? [];
      if (kind !== undefined && isRefused(kind)) {
        refuse(response, errorAnswer(name, kind, limitEnds));
        return;
      }
      if (deed === 'die' && !dead.has(prompt)) {
        dead.add(prompt);
        await kill(prompt);
        refuse(response, null);
        return;
      }
      if (deed === 'hang') {
        hanging += 1;
        await once(response, 'close', { signal: AbortSignal.timeout(120_000) }).finally(() => {
          hanging -= 1;
        });
      }
      await after(THINKING_MS);
    }
    if (response.destroyed) return;
    const isToldOfIt = deed === 'later' && isBehind; // the agent asks again when its command has ended
    isBehind ||= deed === 'later';
    const turn = requests.filter(({ prompts: [first] }) => first === prompts[0]).length;
    const hasCall = prompt !== undefined && deed !== 'say' && !isToldOfIt;
    const call = hasCall ? toolCall(deed, prompt, tools, fileOf(prompt, turn)) : null;
    count += 1;
    const said = deed === 'say' ? 'Which of the two do you mean?' : 'Done, as you wished.';
    const text = schema === undefined ? said : example(schema);
    const written = write({ id: `mock${count}`, call, text }, body, /stream/i.test(pathname));
    if (!Array.isArray(written)) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(written));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of written) {
      const named = event.type === undefined ? '' : `event: ${event.type}\n`;
      response.write(`${named}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
    }
    response.end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    /** How many wait for an answer that does not come. */
    get hanging() {
      return hanging;
    },
    set failing(value) {
      failing = value;
    },
    /** When the usage limit is over that was met first; null: none was. Unix time in seconds. */
    get limitEnds() {
      return limitEnds;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
