import {
  CallTimer,
  EmotionMeter,
  EmotionTimeline,
  PushToTalkButton,
  VoicePanel,
} from '@vivavoce/react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Choices } from './Choices.tsx';
import type { ChoicesProps } from './Choices.tsx';
import { MetricsStrip } from './MetricsStrip.tsx';
import { Invitation } from './SayThis.tsx';
import { SoundPanel } from './SoundPanel.tsx';
import { suggestions } from './suggestions.ts';
import { useInCall } from './useInCall.ts';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

interface ConversationProps extends ChoicesProps {
  readonly report: ServerReport;
}

/** A call, and what is left of it: the panel, and beside it what it sounds like. */
export function Conversation({ report, ...choices }: ConversationProps): ReactNode {
  const words = useWords();
  const inCall = useInCall();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // However far down somebody was, a call opens on its transcript; and what was pressed there is gone.
    document.documentElement.scrollTop = 0;
    if (document.activeElement === document.body) section.current?.focus();
  }, []);
  return (
    <>
      <h1 className="vv-visually-hidden">{words.title}</h1>
      <section ref={section} className="talk" aria-label={words.conversation} tabIndex={-1}>
        <VoicePanel
          className="panel"
          aria-label={words.conversation}
          greeting={<Invitation report={report} />}
          suggestions={suggestions(report)}
        />
        {choices.holding && inCall && <PushToTalkButton className="hold" />}
        <MetricsStrip />
      </section>
      <div className="beside">
        <section className="call card" aria-label={words.call}>
          <h2 className="card__title">{words.call}</h2>
          <CallTimer className="timer" />
          <Choices {...choices} />
        </section>
        <SoundPanel />
        <section className="moods card" aria-label={words.expression}>
          <EmotionMeter participant="both" top={4} />
          <EmotionTimeline top={3} />
        </section>
      </div>
    </>
  );
}
