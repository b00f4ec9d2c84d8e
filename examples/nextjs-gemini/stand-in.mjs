// Gemini Live as a stand-in on this machine: it hears when you speak, and answers with a tone and always the same words.
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { serve } from '@vivavoce/testing/serve';

const service = scriptedGemini({
  onTurn: () => ({
    parts: [{ say: 'You are talking to a stand-in, on your own machine.', duration: 1500 }],
  }),
  pace: 40,
});
const { url } = await serve(service, Number(process.env.PORT ?? 8789));
console.log(`The stand-in for Gemini Live is at ${url}`);
