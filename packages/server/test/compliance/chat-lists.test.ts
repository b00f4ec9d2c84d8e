import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

// Rule: past Chats and Chat Groups are pages in the order that was asked for, by Config; what can't be asked is refused in words.

let server: RunningServer;
let configs: string[];
/** Oldest first. The third resumes the first. */
let chats: { id: string; group: string; config: string }[];

async function ask(path: string, init?: RequestInit) {
  const answer = await fetch(`${server.url}/v0/evi${path}`, init);
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

async function newConfig(name: string): Promise<string> {
  const body = JSON.stringify({ evi_version: '3', name });
  const headers = { 'content-type': 'application/json' };
  return String((await ask('/configs', { method: 'POST', headers, body })).json['id']);
}

async function chatWith(config: string, resumed?: string) {
  const more = resumed === undefined ? '' : `&resumed_chat_group_id=${resumed}`;
  const client = await TestClient.open(server, `?config_id=${config}${more}`);
  const { chat_id: id, chat_group_id: group } = await client.next('chat_metadata');
  await client.close();
  return { id, group, config };
}

beforeAll(async () => {
  server = await quickServer();
  configs = [await newConfig('one'), await newConfig('two')];
  const [one = '', two = ''] = configs;
  const first = await chatWith(one);
  const second = await chatWith(one);
  chats = [first, second, await chatWith(two, first.group)];
});
afterAll(() => server.close());

const idsIn = (page: unknown) => (page as { id: string }[]).map(({ id }) => id);

it('Chats come oldest first or newest first, page by page', async () => {
  const ids = chats.map(({ id }) => id);
  expect(idsIn((await ask('/chats')).json['chats_page'])).toEqual(ids);
  for (const [order, wanted] of [
    ['true', ids],
    ['false', [...ids].reverse()],
  ] as const) {
    const pages = await Promise.all(
      [0, 1, 2].map(
        async (page) =>
          (await ask(`/chats?ascending_order=${order}&page_size=2&page_number=${String(page)}`))
            .json,
      ),
    );
    expect(pages.flatMap((page) => idsIn(page['chats_page']))).toEqual(wanted);
    expect(pages[0]).toMatchObject({
      page_number: 0,
      page_size: 2,
      total_pages: 2,
      pagination_direction: order === 'true' ? 'ASC' : 'DESC',
    });
  }
});

it('Chats are found by their Config, Chat Groups by that of their latest Chat', async () => {
  const [one = '', two = ''] = configs;
  const [first, second, third] = chats;
  const chatsOf = async (config: string) =>
    idsIn((await ask(`/chats?config_id=${config}`)).json['chats_page']);
  expect(await chatsOf(one)).toEqual([first?.id, second?.id]);
  expect(await chatsOf(two)).toEqual([third?.id]);
  expect((await ask('/chats?config_id=none')).json).toMatchObject({
    total_pages: 0,
    chats_page: [],
  });
  const groupsOf = async (config: string) =>
    idsIn((await ask(`/chat_groups?config_id=${config}`)).json['chat_groups_page']);
  expect(await groupsOf(one)).toEqual([second?.group]);
  expect(await groupsOf(two)).toEqual([first?.group]);
});

it('Chats are found by their status, also those of a Chat Group, and Chat Groups by that of one of theirs', async () => {
  const open = await TestClient.open(server, `?resumed_chat_group_id=${chats[0]?.group ?? ''}`);
  const { chat_id: id } = await open.next('chat_metadata');
  const withStatus = async (path: string, status: string) =>
    idsIn((await ask(`${path}?status=${status}`)).json['chats_page']);
  expect(await withStatus('/chats', 'ACTIVE')).toEqual([id]);
  expect(await withStatus('/chats', 'user_ended')).toEqual(chats.map(({ id }) => id));
  expect(await withStatus('/chats', 'ERROR')).toEqual([]);
  expect(await withStatus(`/chat_groups/${chats[0]?.group ?? ''}`, 'ACTIVE')).toEqual([id]);
  const groupsOf = async (status: string) =>
    idsIn((await ask(`/chat_groups?status=${status}`)).json['chat_groups_page']);
  expect(await groupsOf('ACTIVE')).toEqual([chats[0]?.group]);
  expect(await groupsOf('USER_ENDED')).toEqual([chats[0]?.group, chats[1]?.group]);
  expect(await groupsOf('ERROR')).toEqual([]);
  const { status, json } = await ask('/chats?status=ENDED');
  expect(status).toBe(400);
  expect(json['message']).toContain('status must be one of ACTIVE, USER_ENDED');
  await open.close();
  await fetch(`${server.url}/v0/evi/chats/${id}`, { method: 'DELETE' });
});

it('a Chat Group tells of its Chats, in both orders', async () => {
  const [first, second, third] = chats;
  const group = first?.group ?? '';
  expect(idsIn((await ask('/chat_groups')).json['chat_groups_page'])).toEqual([
    group,
    second?.group,
  ]);
  const newest = (await ask('/chat_groups?ascending_order=false')).json['chat_groups_page'];
  expect(idsIn(newest)).toEqual([second?.group, group]);
  const { json } = await ask(`/chat_groups/${group}`);
  expect(json).toMatchObject({ id: group, num_chats: 2, active: false, total_pages: 1 });
  expect(idsIn(json['chats_page'])).toEqual([first?.id, third?.id]);
  const reversed = await ask(`/chat_groups/${group}?ascending_order=false&page_size=1`);
  expect(reversed.json).toMatchObject({ total_pages: 2, pagination_direction: 'DESC' });
  expect(idsIn(reversed.json['chats_page'])).toEqual([third?.id]);
});

const lists = (chat: string, group: string) => [
  '/chats',
  `/chats/${chat}`,
  '/chat_groups',
  `/chat_groups/${group}`,
  `/chat_groups/${group}/events`,
  `/chat_groups/${group}/audio`,
];

it.each(['page_size=0', 'page_size=101', 'page_size=x', 'page_number=-1', 'ascending_order=maybe'])(
  'every list refuses %s in words',
  async (query) => {
    for (const path of lists(chats[0]?.id ?? '', chats[0]?.group ?? '')) {
      const { status, json } = await ask(`${path}?${query}`);
      expect({ path, status, json }).toMatchObject({
        path,
        status: 400,
        json: { code: 'bad_request' },
      });
      expect(json['message']).toContain(query.split('=')[0]);
      expect(json['error']).toBe(json['message']);
    }
  },
);

it('what is not there is 404 in words', async () => {
  for (const path of [
    ...lists('none', 'none').filter((path) => path.includes('none')),
    '/chats/none/audio',
  ]) {
    const { status, json } = await ask(path);
    expect({ path, status, json }).toMatchObject({
      path,
      status: 404,
      json: { code: 'not_found' },
    });
    expect(json['message']).toMatch(/^There is no such Chat( Group)?\.$/);
  }
});
