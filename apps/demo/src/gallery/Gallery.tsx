import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { ComponentPage } from './ComponentPage.tsx';
import { Overview } from './Overview.tsx';
import { storyId } from './story.ts';
import type { Story } from './story.ts';
import { useHash } from './useHash.ts';
import { useTheme } from '../theme.ts';

/** All stories by component: an overview, and a page for each component. The address says what is shown, after its `#`. */
export function Gallery({ stories }: { readonly stories: readonly Story[] }): ReactNode {
  const hash = useHash();
  const [theme, setTheme] = useTheme();
  const names = [...new Set(stories.map(({ component }) => component))];
  const components = names.map(
    (name) => [name, stories.filter(({ component }) => component === name)] as const,
  );
  const story =
    stories.find((one) => storyId(one) === hash) ??
    stories.find(({ component }) => component === hash);
  const [, shown = []] = components.find(([name]) => name === story?.component) ?? [];
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${story ? `${story.component} · ` : ''}Gallery · Viva Voce`;
    main.current?.scrollTo(0, 0);
  }, [story]);
  return (
    <div className="gallery">
      <nav className="gallery__list" aria-label="Components">
        <p className="gallery__links">
          <a href="/">Viva Voce</a> <a href="/docs/index.html">Docs</a>{' '}
          <a href="/source/index.html">Source</a>
        </p>
        <a className="gallery__home" href="#" aria-current={story ? undefined : 'page'}>
          Overview
        </a>
        <ul>
          {components.map(([component, states]) => (
            <li key={component}>
              <details open={component === story?.component}>
                <summary>
                  <h2>{component}</h2>
                </summary>
                <ul>
                  {states.map((one) => (
                    <li key={one.name}>
                      <a
                        href={`#${storyId(one)}`}
                        data-story={storyId(one)}
                        aria-current={one === story ? 'page' : undefined}
                      >
                        {one.name}
                      </a>
                    </li>
                  ))}
                </ul>
              </details>
            </li>
          ))}
        </ul>
      </nav>
      <main ref={main} className="gallery__main" tabIndex={-1}>
        {story ? (
          <ComponentPage
            key={story.component}
            story={story}
            stories={shown}
            theme={theme}
            onTheme={setTheme}
          />
        ) : (
          <Overview components={components} theme={theme} />
        )}
      </main>
    </div>
  );
}
