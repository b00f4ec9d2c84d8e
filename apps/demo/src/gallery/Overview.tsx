import { reference } from './reference.ts';
import type { ReactNode } from 'react';
import { storyId } from './story.ts';
import type { Story } from './story.ts';
import { Prose } from './Prose.tsx';

interface OverviewProps {
  readonly components: readonly (readonly [name: string, stories: readonly Story[]])[];
}

/** Every component in a sentence, and its states. */
export function Overview({ components }: OverviewProps): ReactNode {
  return (
    <>
      <h1>Components</h1>
      <p className="gallery__lead">
        Every component of <code>@vivavoce/react</code> in every state, with its code and its props.
        The conversations are scripted in this page: nothing here needs a server or your microphone.
      </p>
      <ul className="cards">
        {components.map(([component, stories]) => (
          <li key={component} className="card">
            <h2>
              <a href={`#${component}`}>{component}</a>
            </h2>
            <p>
              <Prose text={firstSentence(reference[component]?.description ?? '')} />
            </p>
            <p className="card__states">
              {stories.slice(0, 4).map((story) => (
                <a key={story.name} href={`#${storyId(story)}`}>
                  {story.name}
                </a>
              ))}
              {stories.length > 4 && (
                <a href={`#${component}`}>
                  {stories.length - 4} more
                  <span className="vv-visually-hidden"> of {component}</span>
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?= [A-Z`]|$)/.exec(text)?.[0] ?? text;
}
