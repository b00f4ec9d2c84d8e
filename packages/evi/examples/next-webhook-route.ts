// app/api/webhooks/route.ts of a Next.js app: EVI tells of chats here.
import { verifyWebhook } from '@vivavoce/evi';

export async function POST(request: Request): Promise<Response> {
  const result = await verifyWebhook(request, process.env['HUME_WEBHOOK_KEY'] ?? '');
  switch (result.kind) {
    case 'rejected':
      return Response.json({ error: result.reason }, { status: 401 });
    case 'chat_started':
      return Response.json({ noted: `chat ${result.event.chat_id} began` });
    case 'chat_ended':
      return Response.json({ noted: `chat ${result.event.chat_id}: ${result.event.end_reason}` });
    case 'tool_call':
      return Response.json({ noted: `${result.event.tool_call_message.name} was called` });
    case 'unknown':
      return Response.json({ noted: 'nothing' });
  }
}
