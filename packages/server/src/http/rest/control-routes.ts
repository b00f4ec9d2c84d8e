import { Hono } from 'hono';
import type { Context } from 'hono';
import { unreachable } from '../../session/find-session.ts';
import type { FindSession } from '../../session/find-session.ts';
import type { WrongMessage } from '../../session/read-message.ts';
import type { RunningSession } from '../../session/session-registry.ts';
import { WorkBudget } from '../../base/work-budget.ts';
import type { CallerEnv } from '../exchange/caller.ts';
import { readableBy } from '../access/credentials.ts';
import { msPerCharacter } from '../socket/frame-reader.ts';
import type { FrameScheduler } from '../socket/frame-scheduler.ts';
import { addressOf } from '../exchange/read-request.ts';
import { RestError } from '../exchange/rest-error.ts';

/** What reaches into Chats that go on. */
export interface ControlParts {
  findSession: FindSession;
  frames: FrameScheduler;
}

/** Sends into Chats that go on, below `/chat`. */
export function controlRoutes({ findSession, frames }: ControlParts): Hono<CallerEnv> {
  const budgets = new WeakMap<RunningSession, WorkBudget>();
  const routes = new Hono<CallerEnv>();
  routes.post('/:id/send', async (context) => {
    const session = await findSession(context.req.param('id'), readableBy(context.get('caller')));
    if (session === undefined) throw RestError.notFound('Chat');
    if (session === 'over') throw RestError.gone(unreachable.over);
    if (session === 'elsewhere') throw RestError.conflict(unreachable.elsewhere);
    const budget = budgets.get(session) ?? new WorkBudget();
    budgets.set(session, budget);
    const text = await context.req.text();
    await session.keepingPace;
    const { taken, ms } = await handle(session, context, text, frames);
    if (typeof taken !== 'number') throw RestError.badRequest(taken.because);
    // Whoever makes more work than a socket may waits as that would.
    const pauseMs = budget.spend(performance.now(), ms);
    if (pauseMs >= 1) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return context.body(null, 204);
  });
  return routes;
}

/** Hands a message to the conversation, as if it had come over a socket of this client's. */
function handle(
  session: RunningSession,
  context: Context,
  text: string,
  frames: FrameScheduler,
): Promise<{ taken: number | WrongMessage; ms: number }> {
  const client = addressOf(context) ?? '';
  const leave = frames.join(client);
  // There is nothing to be read meanwhile.
  const socket = { pause: () => undefined, resume: () => undefined };
  const done = new Promise<{ taken: number | WrongMessage; ms: number }>((resolve) => {
    const work = () => {
      const began = performance.now();
      const taken = session.handleOthers(text);
      const answered = typeof taken === 'number' ? taken * msPerCharacter : 0;
      const ms = performance.now() - began + answered;
      resolve({ taken, ms });
      return ms;
    };
    frames.take(client, { socket, work });
  });
  // Not before it is counted.
  return done.finally(leave);
}
