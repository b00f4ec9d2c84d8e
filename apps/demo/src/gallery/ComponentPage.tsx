import { reference } from './reference.ts';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { themes } from '../theme.ts';
import type { Theme } from '../theme.ts';
import { useRemembered } from '../useRemembered.ts';
import { languages, textSizes } from './look.ts';
import { Prose } from './Prose.tsx';
import { PropsTable } from './PropsTable.tsx';
import { storyId } from './story.ts';
import type { Story } from './story.ts';
import { codeOf } from './story-code-of.ts';

const widths = ['fit', '320', '390', '768', '1280'] as const;
const named: Readonly<Record<string, string>> = {
  fit: 'Fit',
  auto: 'System',
  light: 'Light',
  dark: 'Dark',
  own: 'The story’s own',
  en: 'English',
  de: 'German',
  ar: 'Arabic, right to left',
};

interface ComponentPageProps {
  readonly story: Story;
  /** All of the component. */
  readonly stories: readonly Story[];
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

/** A component: one of its stories in a frame, as it looks in a room of your choice, the story's code, and the props. */
export function ComponentPage({ story, stories, theme, onTheme }: ComponentPageProps): ReactNode {
  const [width, setWidth] = useRemembered<(typeof widths)[number]>('gallery-width', widths, 'fit');
  const [language, setLanguage] = useState<(typeof languages)[number]>('own');
  const [text, setText] = useState<(typeof textSizes)[number]>('100');
  const code = codeOf(reference[story.component]?.stories ?? [], story.name);
  const look = new URLSearchParams({ story: storyId(story), theme, language, text });
  return (
    <>
      <h1>{story.component}</h1>
      <p className="gallery__lead">
        <Prose text={reference[story.component]?.description ?? ''} />
      </p>
      <div className="gallery__tools">
        <label>
          State
          <select
            className="vv-devices"
            value={storyId(story)}
            onChange={({ target }) => {
              location.hash = target.value;
            }}
          >
            {stories.map((one) => (
              <option key={one.name} value={storyId(one)}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <Choice name="Width" among={widths} unit=" px" chosen={width} onChoose={setWidth} />
        <Choice name="Theme" among={themes} chosen={theme} onChoose={onTheme} />
        <Choice name="Language" among={languages} chosen={language} onChoose={setLanguage} />
        <Choice name="Text size" among={textSizes} unit=" %" chosen={text} onChoose={setText} />
      </div>
      <div className="gallery__stage" tabIndex={0} role="region" aria-label="Story">
        <iframe
          key={look.toString()}
          title={`${story.component}: ${story.name}`}
          src={`?${look}`}
          style={{ inlineSize: width === 'fit' ? '100%' : `${width}px` }}
        />
      </div>
      <p className="gallery__alone">
        <a href={`?${look}`} target="_blank" rel="noreferrer">
          Open this story alone
        </a>
      </p>
      {code && (
        <section aria-labelledby="code">
          <h2 id="code">Code</h2>
          <pre tabIndex={0}>
            <code>{code}</code>
          </pre>
        </section>
      )}
      <PropsTable component={story.component} />
    </>
  );
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly among: readonly Value[];
  /** What follows a number. */
  readonly unit?: string;
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

function Choice<Value extends string>({
  name,
  among,
  unit = '',
  chosen,
  onChoose,
}: ChoiceProps<Value>): ReactNode {
  return (
    <label>
      {name}
      <select
        className="vv-devices"
        value={chosen}
        onChange={({ target }) => {
          const value = among.find((one) => one === target.value);
          if (value) onChoose(value);
        }}
      >
        {among.map((value) => (
          <option key={value} value={value}>
            {named[value] ?? value + unit}
          </option>
        ))}
      </select>
    </label>
  );
}
