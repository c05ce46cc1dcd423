/**
 * `pane told COMMAND …`, by which `pane rpc` runs commands: they tell of their operations in lines of errors, for the machine that
 * asked, instead of showing them.
 */
import type { Context } from '../context.ts';
import { TOLD_MARK } from '../hosts/protocol.ts';
import type { FollowedContext } from '../project/carry-out/tell.ts';

export function telling(context: Context): FollowedContext {
  return {
    ...context,
    onEvent: (event) => {
      if (event.kind === 'operation-begun' || event.kind === 'operation-ended')
        context.stderr(`${TOLD_MARK}${JSON.stringify(event)}\n`);
    },
  };
}
