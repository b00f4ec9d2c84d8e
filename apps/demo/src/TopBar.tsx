import type { ReactNode } from 'react';
import type { Language } from './Demo.tsx';
import { ServerNote } from './ServerNote.tsx';
import { themes, useTheme } from './theme.ts';
import type { ServerReport } from './useServerHealth.ts';
import { useWords } from './words/useWords.ts';

const drawings = {
  auto: 'M12 3a9 9 0 1 0 0 18ZM12 3a9 9 0 0 1 0 18',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
} as const;

interface TopBarProps {
  readonly report: ServerReport;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}

/** Whose page it is, what is behind it, and how to read it. */
export function TopBar({ report, language, onLanguage }: TopBarProps): ReactNode {
  const words = useWords();
  const [theme, setTheme] = useTheme();
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  return (
    <header className="top">
      <p className="wordmark">Viva Voce</p>
      <nav className="links" aria-label={words.links}>
        <a href="/docs/index.html">{words.docs}</a>
        <a href="/gallery.html">{words.gallery}</a>
        <a href="/source/index.html">{words.source}</a>
      </nav>
      <ServerNote report={report} />
      <div className="switches">
        <select
          className="vv-devices language"
          aria-label={words.language}
          value={language}
          onChange={({ target }) => onLanguage(target.value === 'de' ? 'de' : 'en')}
        >
          <option value="en">English</option>
          <option value="de">Deutsch</option>
        </select>
        <button
          type="button"
          className="vv-button theme"
          aria-label={words.theme[theme]}
          title={words.theme[theme]}
          onClick={() => setTheme(next)}
        >
          <svg className="vv-icon" viewBox="0 0 24 24" aria-hidden="true">
            <path
              d={drawings[theme]}
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
        </button>
      </div>
    </header>
  );
}
