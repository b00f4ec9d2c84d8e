import type { Theme } from 'vitepress';
import DefaultTheme, { VPHomeFeatures, VPHomeHero } from 'vitepress/theme';
import { LiveStories } from './LiveStories.ts';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component('LiveStories', LiveStories);
    // The theme's own home page has no main landmark, so ours puts its parts into one.
    app.component('HomeHero', VPHomeHero);
    app.component('HomeFeatures', VPHomeFeatures);
  },
} satisfies Theme;
