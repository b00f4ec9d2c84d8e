import { spread } from '../analysis/statistics.ts';
import type { ConnectFigures } from '../experiments/connecting.ts';
import type { ConversationFigures } from '../experiments/conversation.ts';
import type { HeapFigures } from '../experiments/heap.ts';
import type { PlaybackFigures } from '../experiments/playback.ts';
import type { ClientName } from '../page/main.ts';
import type { PerClient, Results } from '../results.ts';
import {
  apart,
  each,
  kilo,
  medianAndP95,
  middleAndP95,
  percent,
  ratio,
  sum,
  times,
  us,
  words,
} from './figures.ts';
import type { Spreads } from './figures.ts';
import { lateRows } from './late-rows.ts';

/** One line of the table. */
export interface Row {
  readonly what: string;
  /** What each client reached, in words. */
  readonly figures: Partial<Record<ClientName, string>>;
  /** The bound this kit must keep, in words; null: told, not judged. */
  readonly bound: string | null;
  readonly pass: boolean | null;
  /** This kit over that of the other checkout, in words, where one takes part. */
  readonly ratio?: string | undefined;
}

/** A table per part of what was measured. */
export function rowsOf(results: Results): { title: string; rows: Row[] }[] {
  return [
    { title: 'From the click', rows: connectingRows(results) },
    { title: 'The microphone', rows: microphoneRows(results) },
    { title: 'The assistant’s voice', rows: voiceRows(results) },
    { title: 'The main thread blocked 400 ms in every second', rows: blockedRows(results) },
    { title: 'Without gaps', rows: playbackRows(results) },
    { title: 'Where some is late', rows: lateRows(results) },
    { title: 'What it costs', rows: costRows(results) },
  ].filter(({ rows }) => rows.length > 0);
}

function connectingRows({ connecting = [] }: Results): Row[] {
  return connecting.flatMap(({ roundTrip, allowed, figures }) => {
    const where = `round trip ${roundTrip} ms, microphone ${allowed ? 'allowed before' : 'asked for'}`;
    const row = (what: string, pick: keyof ConnectFigures, roundTrips: number): Row => {
      const all = each(figures, (calls) => spread(calls.map((call) => call[pick])));
      // Nobody is faster than the socket; and of a microphone that is asked for, than the browser's question.
      const ready = allowed ? roundTrips * roundTrip + 50 : Infinity;
      return {
        what: `click → ${what}, ${where}: median / p95 ms`,
        figures: words(all, medianAndP95),
        bound: allowed ? `floor + 10; prepared ${ready}` : 'floor + 10',
        pass: apart(all, 'median') <= 10 && (all.prepared?.median ?? NaN) <= ready,
        ratio: ratio(figures, (call) => call[pick]),
      };
    };
    return [
      // The handshake there and back, and the sound there.
      row('first sound at the server', 'firstSound', 1.5),
      row('first sample of a greeting', 'greeting', 1),
    ];
  });
}

function microphoneRows({ microphone, free }: Results): Row[] {
  const rows: Row[] = [];
  if (microphone) {
    const all = each(microphone, (calls) => spread(calls.flatMap(({ toServer }) => toServer)));
    const own = each(microphone, (calls) => spread(calls.flatMap(({ fromSource }) => fromSource)));
    rows.push({
      what: 'sound at the microphone → at the server, median / p95 ms (the user alone)',
      figures: words(all, medianAndP95),
      bound: 'floor + 3 / + 5',
      pass: apart(all, 'median') <= 3 && apart(all, 'p95') <= 5,
      ratio: ratio(microphone, ({ toServer }) => toServer),
    });
    rows.push({
      what: '… of which after the browser gave it to the page’s graph, middle / p95',
      figures: words(own, middleAndP95),
      bound: 'floor + 3 / + 5',
      pass: apart(own, 'middle') <= 3 && apart(own, 'p95') <= 5,
      ratio: ratio(microphone, ({ fromSource }) => spread(fromSource).middle),
    });
  }
  if (free) {
    const all = each(free, (calls) => spread(calls.flatMap((one) => one.microphone.toServer)));
    const up = each(free, (calls) => {
      const of = (pick: 'frames' | 'bytes'): number =>
        sum(calls.map(({ microphone }) => microphone[pick])) /
        sum(calls.map(({ microphone }) => microphone.duration));
      return { frames: of('frames'), bytes: of('bytes') };
    });
    rows.push({
      what: 'sound at the microphone → at the server, both sides talking',
      figures: words(all, medianAndP95),
      bound: null,
      pass: null,
      ratio: ratio(free, (one) => one.microphone.toServer),
    });
    rows.push({
      what: 'frames and bytes a second up',
      figures: words(up, ({ frames, bytes }) => `${frames.toFixed(1)}; ${kilo(bytes)}`),
      bound: '50; ≤ 45 k',
      pass: (up[us]?.bytes ?? Infinity) <= 45_000,
      ratio: ratio(free, ({ microphone: { bytes, duration } }) => bytes / duration),
    });
  }
  return rows;
}

function voiceRows({ free, stale }: Results): Row[] {
  const rows: Row[] = [];
  if (free) {
    const starts = each(free, (calls) => spread(startsOf(calls)));
    const first = each(free, (calls) => spread(startsOf(calls, true)));
    const stops = each(free, (calls) => spread(stopsOf(calls, 'heard')));
    const rendered = each(free, (calls) => spread(stopsOf(calls, 'rendered')));
    const steps = each(free, (calls) => spread(stopsOf(calls, 'step')));
    const late = each(free, (calls) => {
      const tried = calls.flatMap(({ stops }) => stops).filter(({ stale }) => stale !== null);
      return { tried: tried.length, heard: tried.filter(({ stale }) => Number(stale) > 0).length };
    });
    const judge = (figures: typeof starts): boolean =>
      (figures[us]?.median ?? NaN) <= 12 && apart(figures, 'median') <= 3;
    rows.push(
      {
        what: '`audio_output` of 200 ms → first sample, median / p95 ms',
        figures: words(starts, medianAndP95),
        bound: '≤ 12 and ≤ floor + 3',
        pass: judge(starts),
        ratio: ratio(free, (call) => startsOf([call])),
      },
      {
        what: '… the first of a call',
        figures: words(first, medianAndP95),
        bound: '≤ 12 and ≤ floor + 3',
        pass: judge(first),
        ratio: ratio(free, (call) => startsOf([call], true)),
      },
      {
        what: '`user_interruption` → last sample above −60 dB heard, median / p95 ms',
        figures: words(stops, medianAndP95),
        bound: 'p95 ≤ 20',
        pass: (stops[us]?.p95 ?? NaN) <= 20,
        ratio: ratio(free, (call) => stopsOf([call], 'heard')),
      },
      {
        what: '… rendered',
        figures: words(rendered, medianAndP95),
        bound: null,
        pass: null,
        ratio: ratio(free, (call) => stopsOf([call], 'rendered')),
      },
      {
        what: 'largest step at the cut: median; worst',
        figures: words(steps, ({ median, worst }) => `${median.toFixed(3)}; ${worst.toFixed(3)}`),
        bound: '≤ 0.05',
        pass: (steps[us]?.worst ?? NaN) <= 0.05,
        ratio: ratio(free, (call) => stopsOf([call], 'step')),
      },
      {
        what: 'interruptions after which late pieces of the interrupted message sounded',
        figures: words(late, ({ heard, tried }) => `${heard} of ${tried}`),
        bound: '0',
        pass: late[us]?.heard === 0,
      },
    );
  }
  if (stale) {
    rows.push({
      what: 'the same on a virtual clock, late, doubled and reordered pieces',
      figures: { [us]: `${stale.stale} of ${stale.interruptions}` },
      bound: '0',
      pass: stale.stale === 0 && stale.silent === 0 && stale.swallowed === 0,
    });
  }
  return rows;
}

function blockedRows({ free, blocked, pacedBlocked }: Results): Row[] {
  const rows: Row[] = [];
  if (free && blocked) {
    const kinds: [string, (calls: readonly ConversationFigures[]) => number[]][] = [
      ['microphone → server', (calls) => calls.flatMap(({ microphone }) => microphone.toServer)],
      ['`audio_output` → first sample', (calls) => startsOf(calls)],
      ['`user_interruption` → last sample', (calls) => stopsOf(calls, 'heard')],
    ];
    for (const [what, pick] of kinds) {
      const calm = each(free, (calls) => spread(pick(calls)));
      const busy = each(blocked, (calls) => spread(pick(calls)));
      rows.push({
        what: `${what}, median / p95 ms`,
        figures: words(busy, medianAndP95),
        bound: `1.5 × unblocked (${medianAndP95(calm[us] ?? spread([]))})`,
        pass: times(busy, calm, 'median') <= 1.5 && times(busy, calm, 'p95') <= 1.5,
        ratio: ratio(blocked, (call) => pick([call])),
      });
    }
    const own = (figures: PerClient<ConversationFigures>): Spreads =>
      each(figures, (calls) => spread(calls.flatMap(({ microphone }) => microphone.fromSource)));
    const calmOwn = own(free);
    const busyOwn = own(blocked);
    rows.push({
      what: 'microphone → server, after the browser gave it to the page’s graph, middle / p95 ms',
      figures: words(busyOwn, middleAndP95),
      bound: `1.5 × unblocked (${middleAndP95(calmOwn[us] ?? spread([]))})`,
      pass: (['middle', 'p95'] as const).every((part) => times(busyOwn, calmOwn, part) <= 1.5),
      ratio: ratio(blocked, ({ microphone }) => spread(microphone.fromSource).middle),
    });
    const lost = each(blocked, (calls) =>
      Math.round(sum(calls.map(({ microphone }) => microphone.lost)) / 20),
    );
    rows.push({
      what: 'chunks of the microphone lost',
      figures: words(lost, String),
      bound: '0',
      pass: lost[us] === 0,
      ratio: ratio(blocked, ({ microphone }) => microphone.lost),
    });
  }
  if (pacedBlocked)
    rows.push(gapRow('playback gaps, speech at real time 150 ms ahead', pacedBlocked));
  return rows;
}

function playbackRows({ atOnce, jitter }: Results): Row[] {
  const rows: Row[] = [];
  if (atOnce) {
    rows.push(gapRow('4 s sine in 40 pieces at once: gaps', atOnce));
    const worst = each(atOnce, (calls) =>
      Math.max(...calls.map(({ largestBreak }) => largestBreak)),
    );
    rows.push({
      what: '… largest step',
      figures: words(worst, (step) => step.toFixed(4)),
      bound: '≤ 0.005',
      pass: (worst[us] ?? NaN) <= 0.005,
      ratio: ratio(atOnce, ({ largestBreak }) => largestBreak),
    });
  }
  if (jitter) {
    const all = each(jitter, (calls) => calls.flatMap(({ gaps }) => gaps));
    rows.push({
      what: 'a minute at real time ± 80 ms: underruns (lost time); the last, s',
      figures: words(all, (found) => {
        const lost = sum(found.map(({ length }) => length)).toFixed(0);
        return `${found.length} (${lost} ms); ${((found.at(-1)?.at ?? 0) / 1000).toFixed(1)}`;
      }),
      bound: '≤ 2, all in the first 5 s',
      pass: (all[us]?.length ?? NaN) <= 2 && (all[us] ?? []).every(({ at }) => at <= 5000),
      ratio: ratio(jitter, lostTime),
    });
  }
  return rows;
}

function costRows({ heap, mainThread, sizes }: Results): Row[] {
  const rows: Row[] = [];
  if (mainThread) {
    const alone = spread((mainThread.none ?? []).map(({ share }) => share)).median;
    const shares = each(
      mainThread,
      (calls) => spread(calls.map(({ share }) => share)).median - alone,
    );
    const messages = each(mainThread, (calls) =>
      Math.max(...calls.map(({ messagesPerChunk }) => messagesPerChunk)),
    );
    rows.push(
      {
        what: `main thread while both talk, % of a core above the instrument’s ${percent(alone)}`,
        figures: words(shares, percent),
        bound: '≤ 0.5',
        pass: (shares[us] ?? NaN) <= 0.005,
        ratio: ratio(mainThread, ({ share }) => share - alone),
      },
      {
        what: 'messages to the main thread per chunk of sound',
        figures: words(messages, (count) => count.toFixed(2)),
        bound: '0',
        pass: (messages[us] ?? NaN) < 0.005,
        ratio: ratio(mainThread, ({ messagesPerChunk }) => messagesPerChunk),
      },
    );
  }
  if (heap) {
    const grown = ({ samples }: HeapFigures): { all: number; end: number } => {
      const megabytes = (from: number, to: number): number =>
        ((samples[to] ?? NaN) - (samples[from] ?? NaN)) / 1_048_576;
      const last = samples.length - 1;
      return { all: megabytes(0, last), end: megabytes(Math.ceil((last * 2) / 3), last) };
    };
    const growth = each(heap, ([call]) => grown(call ?? { samples: [], threads: [] }));
    rows.push({
      what: 'heap growth over 30 minutes’ traffic at 20 ×, MB: all; the last third',
      figures: words(growth, ({ all, end }) => `${all.toFixed(2)}; ${end.toFixed(2)}`),
      bound: '≤ 5; 0 (± 0.1)',
      pass: (growth[us]?.all ?? NaN) <= 5 && (growth[us]?.end ?? NaN) <= 0.1,
      ratio: ratio(heap, (call) => grown(call).all),
    });
  }
  if (sizes) {
    const all = each(sizes, ([size]) => size ?? { first: NaN, later: NaN });
    rows.push({
      what: 'JavaScript, minified and gzipped, kB (loaded later, if ever)',
      figures: words(all, ({ first, later }) => `${kilo(first)} (${kilo(later)})`),
      bound: '≤ 14',
      pass: (all[us]?.first ?? NaN) <= 14_000,
      ratio: ratio(sizes, ({ first }) => first),
    });
  }
  return rows;
}

function gapRow(what: string, figures: PerClient<PlaybackFigures>): Row {
  const all = each(figures, (calls) =>
    calls.flatMap(({ gaps }) => gaps.map(({ length }) => length)),
  );
  return {
    what: `${what} (lost time)`,
    figures: words(all, (found) => `${found.length} (${sum(found).toFixed(0)} ms)`),
    bound: '0',
    pass: all[us]?.length === 0,
    ratio: ratio(figures, lostTime),
  };
}

/** ms of silence in what should be one sound. */
function lostTime({ gaps }: PlaybackFigures): number {
  return sum(gaps.map(({ length }) => length));
}

function startsOf(calls: readonly ConversationFigures[], first?: boolean): number[] {
  return calls
    .flatMap(({ starts }) => starts)
    .filter((start) => first === undefined || start.first === first)
    .map(({ heard }) => heard);
}

function stopsOf(
  calls: readonly ConversationFigures[],
  pick: 'heard' | 'rendered' | 'step',
): number[] {
  return calls
    .flatMap(({ stops }) => stops)
    .filter(({ stale }) => stale === null || stale === 0)
    .map((stop) => stop[pick]);
}
