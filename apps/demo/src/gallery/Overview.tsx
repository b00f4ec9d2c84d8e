import { reference } from './reference.ts';
import type { ReactNode } from 'react';
import type { Theme } from '../theme.ts';
import { storyId } from './story.ts';
import type { Story } from './story.ts';
import { Prose } from './Prose.tsx';

interface OverviewProps {
  readonly theme: Theme;
  readonly components: readonly (readonly [name: string, stories: readonly Story[]])[];
}

/** Every component as it looks, in a sentence, and its states. */
export function Overview({ components, theme }: OverviewProps): ReactNode {
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
            <Preview story={telling(stories)} theme={theme} />
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

/** A story as it looks, small. It comes when somebody scrolls near it, and is there to be looked at only. */
function Preview({
  story,
  theme,
}: {
  readonly story: Story | undefined;
  readonly theme: Theme;
}): ReactNode {
  if (!story) return null;
  const look = new URLSearchParams({ story: storyId(story), theme });
  return (
    <div className="card__preview" inert>
      <iframe
        key={look.toString()}
        title={`${story.component}: ${story.name}`}
        src={`?${look}`}
        loading="lazy"
        tabIndex={-1}
      />
    </div>
  );
}

/** Most components are empty before a call. */
function telling(stories: readonly Story[]): Story | undefined {
  return stories.find(({ leads }) => leads) ?? stories.find(({ script }) => script) ?? stories[0];
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?= [A-Z`]|$)/.exec(text)?.[0] ?? text;
}
