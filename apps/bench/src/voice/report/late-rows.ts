import { spread } from '../analysis/statistics.ts';
import type { LateFigures } from '../experiments/late-lines.ts';
import type { ClientName } from '../page/main.ts';
import type { Results } from '../results.ts';
import { each, percent, ratio, sum, us, words } from './figures.ts';
import type { Row } from './rows.ts';

/** A voice at real time over lines on which some of it is late. */
export function lateRows({ late }: Results): Row[] {
  if (!late) return [];
  const calm = each(late.lines[0]?.figures ?? {}, meanDelay);
  const rows = late.lines.flatMap(({ name, figures }, index): Row[] => {
    const silent = each(figures, (calls) => calls.flatMap(({ gaps }) => gaps));
    const worst = each(figures, (calls) => spread(calls.flatMap(({ delays }) => delays)).worst);
    const mean = each(figures, meanDelay);
    const above = (client: ClientName): number =>
      (mean[client] ?? NaN) - (index === 0 ? 0 : (calm[client] ?? NaN));
    const clients = Object.keys(mean) as ClientName[];
    const delay = clients.map((client): [ClientName, string] => [
      client,
      `${above(client).toFixed(0)} (${worst[client]?.toFixed(0) ?? '–'})`,
    ]);
    const [kept, judged] = [silent[us]?.length === 0, index < 2];
    return [
      {
        what: `${name}: gaps (lost time)`,
        figures: words(silent, (found) => `${found.length} (${sum(found).toFixed(0)} ms)`),
        bound: judged ? '0' : null,
        pass: judged ? kept : null,
        ratio: ratio(figures, ({ gaps }) => sum(gaps)),
      },
      {
        what: `… delay${index === 0 ? '' : ' above that'}, mean (largest delay), ms`,
        figures: Object.fromEntries(delay),
        bound: index === 1 ? '≤ 100' : null,
        pass: index === 1 ? above(us) <= 100 : null,
        ratio: ratio(figures, (call) => meanDelay([call])),
      },
    ];
  });
  const processor = each(
    late.lines[1]?.figures ?? {},
    (calls) => spread(calls.map((call) => call.processor * 100)).median,
  );
  const { stretching, plain } = late.cost;
  const errors = each(late.heard, (calls) =>
    spread(calls.flatMap((call) => call.errors).map(Math.abs)),
  );
  const steps = each(late.sine, (calls) => Math.max(...calls.map(({ step }) => step)));
  const pitches = each(late.sine, (calls) => spread(calls.map(({ pitch }) => pitch)).median);
  return [
    ...rows,
    {
      what: '±80 ms of jitter: largest step in a sine of 443 Hz (its own: 0.03)',
      figures: words(steps, (step) => step.toFixed(3)),
      bound: '≤ 0.05',
      pass: (steps[us] ?? NaN) <= 0.05,
      ratio: ratio(late.sine, ({ step }) => step),
    },
    {
      what: '… its pitch, Hz',
      figures: words(pitches, (hz) => hz.toFixed(1)),
      bound: '443 ± 1 %',
      pass: Math.abs((pitches[us] ?? NaN) / 443 - 1) <= 0.01,
      ratio: ratio(late.sine, ({ pitch }) => pitch),
    },
    {
      what: '… processor time of page, voice and audio thread, % of a core',
      figures: words(processor, (share) => share.toFixed(1)),
      bound: null,
      pass: null,
      ratio: ratio(late.lines[1]?.figures ?? {}, (call) => call.processor),
    },
    {
      what: '… of which the playback queue, on a virtual clock',
      figures: { [us]: percent(stretching), unstretched: percent(plain) },
      bound: '≤ 1 more than without stretching',
      pass: stretching - plain <= 0.01,
    },
    {
      what: '60 ms round trip, 3 % lost: how far “heard” is off when it is cut, median / worst ms',
      figures: words(errors, ({ median, worst }) => `${median.toFixed(1)} / ${worst.toFixed(1)}`),
      bound: '≤ 15',
      pass: (errors[us]?.worst ?? NaN) <= 15,
    },
  ];
}

function meanDelay(calls: readonly LateFigures[]): number {
  const delays = calls.flatMap((call) => call.delays);
  return sum(delays) / delays.length;
}
