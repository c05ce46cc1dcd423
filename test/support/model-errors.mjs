/**
 * How the vendors' servers refuse a request: status, headers and body as theirs, by the interface that they are asked by.
 *   rate      too many requests just now; again in a few seconds
 *   usage     the plan's limit, until it is over
 *   overload  too much is going on there
 *   server    an error of theirs
 *   login     the key is not accepted
 *   billing   there is no money left
 *   refused   the request itself is wrong
 */
const secondsTo = (end) => Math.max(1, end - Math.floor(Date.now() / 1000));

const anthropic = (status, type, message, headers = {}) => ({
  status,
  headers: { 'request-id': 'req_mock', ...headers },
  body: { type: 'error', error: { type, message }, request_id: 'req_mock' },
});

const openai = (status, error, headers = {}) => ({
  status,
  headers: { 'x-request-id': 'req_mock', ...headers },
  body: { error: { param: null, ...error } },
});

const google = (code, status, message, details = []) => ({
  status: code,
  headers: {},
  body: { error: { code, message, status, details } },
});

const quota = (quotaId) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [
    { quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests', quotaId },
  ],
});

const QUOTA =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, head over to: https://ai.google.dev/gemini-api/docs/rate-limits.';

const OPENAI = {
  rate: () =>
    openai(
      429,
      {
        message:
          'Rate limit reached for gpt-5.4 in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 5000. Please try again in 8s.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
      { 'retry-after': '5', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '5s' },
    ),
  usage: (end) =>
    openai(
      429,
      {
        type: 'usage_limit_reached',
        message: 'The usage limit has been reached',
        plan_type: 'plus',
        resets_at: end,
        resets_in_seconds: secondsTo(end),
      },
      {
        'x-codex-primary-used-percent': '100.0',
        'x-codex-primary-window-minutes': '300',
        'x-codex-primary-reset-at': String(end),
      },
    ),
  overload: () =>
    openai(503, {
      message: 'The server is currently overloaded with other requests. Sorry about that!',
      type: 'server_error',
      code: 'server_is_overloaded',
    }),
  server: () =>
    openai(500, {
      message: 'The server had an error while processing your request. Sorry about that!',
      type: 'server_error',
      code: null,
    }),
  login: () =>
    openai(401, {
      message:
        'Incorrect API key provided: sk-fake. You can find your API key at https://platform.openai.com/account/api-keys.',
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    }),
  billing: () =>
    openai(429, {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
  refused: () =>
    openai(400, {
      message: "Unsupported value: 'mock' is not supported with this model.",
      type: 'invalid_request_error',
      code: 'unsupported_value',
    }),
};

const ERRORS = {
  anthropic: {
    rate: () =>
      anthropic(
        429,
        'rate_limit_error',
        "This request would exceed your organization's rate limit of 50 requests per minute.",
        {
          'retry-after': '5',
          'anthropic-ratelimit-requests-limit': '50',
          'anthropic-ratelimit-requests-remaining': '0',
          'anthropic-ratelimit-requests-reset': new Date(Date.now() + 5000).toISOString(),
        },
      ),
    usage: (end) =>
      anthropic(
        429,
        'rate_limit_error',
        "This request would exceed your account's rate limit. Please try again later.",
        {
          'retry-after': String(secondsTo(end)),
          'x-should-retry': 'false',
          'anthropic-ratelimit-unified-status': 'rejected',
          'anthropic-ratelimit-unified-reset': String(end),
          'anthropic-ratelimit-unified-5h-status': 'rejected',
          'anthropic-ratelimit-unified-5h-reset': String(end),
          'anthropic-ratelimit-unified-representative-claim': 'five_hour',
        },
      ),
    overload: () => anthropic(529, 'overloaded_error', 'Overloaded'),
    server: () => anthropic(500, 'api_error', 'Internal server error'),
    login: () => anthropic(401, 'authentication_error', 'invalid x-api-key', { 'x-should-retry': 'false' }),
    billing: () =>
      anthropic(
        400,
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      ),
    refused: () => anthropic(400, 'invalid_request_error', 'messages.0.content: this is not supported here'),
  },
  responses: OPENAI,
  chat: OPENAI,
  gemini: {
    rate: () =>
      google(429, 'RESOURCE_EXHAUSTED', `${QUOTA}\nPlease retry in 8.5s.`, [
        quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '8s' },
      ]),
    usage: () =>
      google(429, 'RESOURCE_EXHAUSTED', QUOTA, [quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')]),
    overload: () => google(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    server: () => google(500, 'INTERNAL', 'An internal error has occurred. Please retry or report.'),
    login: () =>
      google(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
        },
      ]),
    billing: () =>
      google(403, 'PERMISSION_DENIED', 'This API method requires billing to be enabled for the project.'),
    refused: () => google(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.'),
  },
};

/**
 * Null: no error of theirs, the connection is closed without an answer. `name`: of the interface; `limitEnds`: when the
 * plan's limit is over, Unix time in seconds.
 */
export function errorAnswer(name, kind, limitEnds) {
  return ERRORS[name]?.[kind]?.(limitEnds) ?? null;
}
