import { createTokenHandler } from '@vivavoce/evi';
import { createRealtimeToken } from '@vivavoce/realtime';
import { Hono } from 'hono';

// What a route imports: all of both packages is evaluated, as where nothing is shaken out of it.
const app = new Hono();
Object.assign(globalThis, { createTokenHandler, createRealtimeToken, app });
