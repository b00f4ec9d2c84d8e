import { english } from '@vivavoce/react';
import type { VoiceLabels } from '@vivavoce/react';

/** The words an app of its own language gives: as many as the stories show. */
export const arabic: VoiceLabels = {
  ...english,
  locale: 'ar',
  connect: 'ابدأ المحادثة',
  hangUp: 'إنهاء المكالمة',
  mute: 'كتم الميكروفون',
  interrupt: 'أوقف المساعد',
  volume: 'مستوى الصوت',
  you: 'أنت',
  assistant: 'المساعد',
  transcript: 'النص',
  typed: 'مكتوب',
  cutShort: 'قوطع بعد {seconds} ث',
  message: 'رسالة',
  messagePlaceholder: 'اكتب رسالة',
  messageOffline: 'اتصل لإرسال رسالة',
  send: 'إرسال',
  dismiss: 'إغلاق',
  widget: 'المساعد الصوتي',
  openWidget: 'افتح المساعد الصوتي',
  closeWidget: 'إغلاق',
  status: { ...english.status, connected: 'متصل', failed: 'لا يوجد اتصال' },
  activity: { ...english.activity, listening: 'يستمع', thinking: 'يفكر', speaking: 'يتحدث' },
  hints: {
    ...english.hints,
    'check-server': 'خادم الصوت لا يجيب. تأكد من أنه يعمل ثم اتصل مرة أخرى.',
  },
  emotionsOf: { ...english.emotionsOf, user: 'تعبيرك' },
  emotionsNote: 'تقارن الدرجات بين التعبيرات داخل رسالة واحدة، ولا تقول بما يشعر به أحد.',
  emotions: {
    Joy: 'فرح',
    Interest: 'اهتمام',
    Calmness: 'هدوء',
    Excitement: 'حماس',
    Anxiety: 'قلق',
  },
};

/** The same for Hebrew. */
export const hebrew: VoiceLabels = {
  ...english,
  locale: 'he',
  you: 'את/ה',
  assistant: 'העוזר',
  transcript: 'תמליל',
  typed: 'הוקלד',
  cutShort: 'נקטע אחרי {seconds} שנ׳',
  unheard: 'לא נאמר',
};
