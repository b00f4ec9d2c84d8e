import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { LiveStories } from './LiveStories.ts';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('LiveStories', LiveStories);
  },
} satisfies Theme;
