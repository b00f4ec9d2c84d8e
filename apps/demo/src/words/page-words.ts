import type { ServerReport } from '../useServerHealth.ts';

/** Every word of the page that is not a component's. */
export interface PageWords {
  /** What all of this is, in one line. */
  readonly tagline: string;
  readonly links: string;
  readonly docs: string;
  readonly gallery: string;
  readonly source: string;
  readonly title: string;
  readonly lead: string;
  /** Where the server is one's own. */
  readonly privacy: string;
  /** In place of both where a service answers. Takes `{service}`. */
  readonly elsewhere: string;
  readonly noServer: string;
  readonly tryOffline: string;
  readonly scripted: string;
  readonly server: Readonly<Record<ServerReport['status'] | 'lost', string>>;
  readonly recogniser: string;
  readonly language: string;
  readonly theme: Readonly<Record<'auto' | 'light' | 'dark', string>>;
  readonly answerer: string;
  readonly handling: string;
  readonly handsFree: string;
  readonly holdToTalk: string;
  readonly call: string;
  readonly conversation: string;
  readonly expression: string;
  readonly sound: string;
  readonly microphone: string;
  readonly speaker: string;
  readonly volume: string;
  readonly measured: string;
  readonly response: string;
  readonly firstAudio: string;
  readonly stopDelay: string;
  readonly dropouts: string;
  readonly trySaying: string;
  readonly typeThis: string;
  /** Takes `{count}`. */
  readonly allSentences: string;
  readonly freeSpeech: string;
  readonly widgetTitle: string;
  readonly widgetText: string;
  readonly widgetSite: string;
}
