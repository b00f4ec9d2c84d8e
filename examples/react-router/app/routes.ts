import { index, layout, route, type RouteConfig } from '@react-router/dev/routes';

export default [
  layout('call.tsx', [index('home.tsx'), route('notes', 'notes.tsx')]),
] satisfies RouteConfig;
