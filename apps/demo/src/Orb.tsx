import { emotionColor, useEmotions, useVoiceActivity } from '@vivavoce/react';
import type { CSSProperties, ReactNode } from 'react';

/**
 * The assistant's presence: it moves by what is going on and takes the colour of what was heard last. Decoration; the
 * status beside it says the same in words.
 */
export function Orb(): ReactNode {
  const activity = useVoiceActivity();
  const speaker = activity === 'hearing' || activity === 'thinking' ? 'user' : 'assistant';
  const [strongest] = useEmotions({ speaker, top: 1 });
  const style = strongest && ({ '--orb': emotionColor(strongest.name) } as CSSProperties);
  return (
    <div className="orb" data-activity={activity} style={style} aria-hidden="true">
      <span className="orb__ring" />
      <span className="orb__ring" />
      <span className="orb__body" />
    </div>
  );
}
