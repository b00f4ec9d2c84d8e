import { useState } from 'react';
import type { ReactNode } from 'react';
import { storyId } from './story.ts';
import type { Story } from './story.ts';

const widths = [320, 768, 1280] as const;

/** All stories by component, and a frame that shows one. */
export function GalleryIndex({ stories }: { readonly stories: readonly Story[] }): ReactNode {
  const [shown, show] = useState(stories[0]);
  const [scheme, setScheme] = useState<'light' | 'dark'>('light');
  const [width, setWidth] = useState<number>(768);
  const components = [...new Set(stories.map(({ component }) => component))];
  return (
    <div className="gallery">
      <nav className="gallery__list" aria-label="Stories" tabIndex={0}>
        <h1>Gallery</h1>
        {components.map((component) => (
          <section key={component}>
            <h2>{component}</h2>
            <ul>
              {stories
                .filter((story) => story.component === component)
                .map((story) => (
                  <li key={story.name}>
                    <button
                      type="button"
                      data-story={storyId(story)}
                      aria-current={story === shown ? 'true' : undefined}
                      onClick={() => show(story)}
                    >
                      {story.name}
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </nav>
      <main className="gallery__stage">
        <div className="gallery__tools">
          <button type="button" onClick={() => setScheme(scheme === 'light' ? 'dark' : 'light')}>
            {scheme === 'light' ? 'Dark' : 'Light'}
          </button>
          {widths.map((pixels) => (
            <button
              key={pixels}
              type="button"
              aria-pressed={pixels === width}
              onClick={() => setWidth(pixels)}
            >
              {pixels} px
            </button>
          ))}
        </div>
        {shown && (
          <iframe
            key={`${storyId(shown)} ${scheme}`}
            title={`${shown.component}: ${shown.name}`}
            src={`?story=${storyId(shown)}`}
            style={{ inlineSize: width, colorScheme: scheme }}
          />
        )}
      </main>
    </div>
  );
}
