import { VoiceWidget } from '@vivavoce/react';
import type { VoiceWidgetProps } from '@vivavoce/react';
import type { ReactNode } from 'react';
import { useWords } from './words/useWords.ts';

interface WidgetShowProps {
  /** Who is called. */
  readonly voice: NonNullable<VoiceWidgetProps['voice']>;
}

/** What every partner of this page understands. */
const suggestions = ['tell me a joke', 'what time is it?'];

/** The widget in the corner of a small page. Its conversation is its own: the page around it stays as it is. */
export function WidgetShow({ voice }: WidgetShowProps): ReactNode {
  const words = useWords();
  return (
    <section className="show" aria-labelledby="show-title">
      <div>
        <h2 id="show-title" className="show__title">
          {words.widgetTitle}
        </h2>
        <p className="show__text">{words.widgetText}</p>
        <pre className="show__code">
          <code>{'<VoiceWidget voice={{ url }} />'}</code>
        </pre>
      </div>
      <div className="site" role="group" aria-label={words.widgetSite}>
        <div className="site__bar" aria-hidden="true" />
        <div className="site__words" aria-hidden="true" />
        <VoiceWidget className="site__widget" suggestions={suggestions} voice={voice} />
      </div>
    </section>
  );
}
