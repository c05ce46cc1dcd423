import { describe, expect, test } from 'vitest';
import { judgeFailure } from '../../../src/agents/failure.ts';

/** As agents and their vendors' servers were seen to say it, or as their programs have it. */
const TEXTS = {
  limited: [
    "API Error: Request rejected (429) · This request would exceed your account's rate limit. Please try again later.",
    "You've hit your session limit · resets 3pm (Europe/Berlin)",
    "You've hit your weekly limit · resets Dec 2, 3pm",
    "You're out of usage credits · resets 3pm",
    'Claude AI usage limit reached|1800000360',
    'You’ve hit your usage limit. Upgrade to Pro (https://x), visit https://y to purchase more credits or try again at 1:11 AM.',
    'exceeded retry limit, last status: 429 Too Many Requests, request id: req_mock',
    'Rate limit reached for gpt-5.4 in organization org-x on tokens per min (TPM): Limit 30000. Please try again in 8s.',
    'The usage limit has been reached',
    'You exceeded your current quota, please check your plan and billing details. Please retry in 8.5s.',
    'Resource has been exhausted (e.g. check quota).',
    'API Error: 529 Overloaded',
    '502 nothing else is said',
    '{"code":503,"message":"x"}',
    'API Error: 500 Internal server error',
    'The model is overloaded. Please try again later.',
    'Selected model is at capacity. Please try a different model.',
    'unexpected status 503 Service Unavailable: The server is currently overloaded with other requests.',
    'We are currently experiencing high demand, which may cause temporary errors.',
    'stream disconnected before completion: error sending request for url (http://127.0.0.1:1/v1/responses)',
    'API Error: Connection error.',
    'Unable to connect to API (ECONNREFUSED)',
    'Request timed out.',
    'fetch failed',
  ],
  waiting: [
    'Invalid API key · Fix external API key',
    'Invalid API key · Please run /login',
    'Not logged in · Please run /login',
    'Credit balance is too low',
    'unexpected status 401 Unauthorized: Incorrect API key provided: sk-fake.',
    'unexpected status 403 Forbidden: Country, region, or territory not supported',
    'API Error: 403 Your API key does not have permission to use the specified resource.',
    'Quota exceeded. Check your plan and billing details.',
    'You exceeded your current quota, please check your plan and billing details.',
    'API key not valid. Please pass a valid API key.',
    'Your access token could not be refreshed. Please log out and sign in again.',
    'OAuth token has expired. Please obtain a new token or refresh your existing token.',
    'No API key found',
  ],
  stuck: [
    'API Error: 400 messages.0.content: this is not supported here',
    '{"error":{"param":null,"message":"Unsupported value: \'mock\' is not supported with this model."}}',
    'Prompt is too long',
    'It may have 500 lines at most, and line 403 is one too many.',
    'Your input exceeds the context window of this model.',
    'The model `gpt-9` does not exist or you do not have access to it.',
    '',
  ],
} as const;

describe.each(Object.entries(TEXTS))('%s:', (activity, texts) => {
  test.each(texts)('%s', (text) => {
    expect(judgeFailure('', text).activity).toBe(activity);
    expect(judgeFailure('unknown', text).activity).toBe(activity);
  });
});

test('the kind counts more than the text', () => {
  expect(judgeFailure('rate_limit', 'Something is wrong')).toEqual({
    activity: 'limited',
    message: 'Something is wrong',
  });
  expect(judgeFailure('billing_error', 'usage limit').activity).toBe('waiting');
  expect(judgeFailure('overloaded', '').message).toBe('overloaded');
});

test('the message says what is to be done, or that it failed', () => {
  expect(judgeFailure('authentication_failed', 'Invalid API key').message).toBe(
    'needs login: Invalid API key',
  );
  expect(judgeFailure('max_output_tokens', '').message).toBe('turn failed: max output tokens');
  expect(judgeFailure('', '').message).toBe('turn failed: the agent does not say why');
});
