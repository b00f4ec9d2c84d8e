import { pass } from '../../voice/call.ts';
import type { ConnectFigures } from '../../voice/experiments/connecting.ts';
import { onCall } from '../call.ts';
import type { AppName } from '../page/main.tsx';
import type { Stage } from '../stage.ts';

/** Connects in a page that has just been loaded, and is greeted. */
export function connect(stage: Stage, app: AppName): Promise<ConnectFigures> {
  return onCall(
    stage,
    app,
    async ({ page, assistant, clicked }) => {
      const greeted = await page.evaluate(() => window.realtimeBench.firstSound());
      while (assistant.uplink.length === 0) await pass(20);
      return {
        firstSound: (assistant.uplink[0]?.at ?? NaN) - clicked,
        greeting: greeted - clicked,
      };
    },
    { connecting: true },
  );
}
