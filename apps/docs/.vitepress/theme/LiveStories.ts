import { useData, withBase } from 'vitepress';
import { computed, defineComponent, h, onMounted, ref, useId } from 'vue';
import type { PropType } from 'vue';

/** A component at work: one of its stories, on a scripted server in this page, and a list to choose another state. */
export const LiveStories = defineComponent({
  name: 'LiveStories',
  props: {
    component: { type: String, required: true },
    names: { type: Array as PropType<readonly string[]>, required: true },
  },
  setup(props) {
    const { isDark } = useData();
    const id = useId();
    const chosen = ref(props.names[0] ?? '');
    // The look is known in the browser alone: what was built has no example in it yet.
    const mounted = ref(false);
    onMounted(() => {
      mounted.value = true;
    });
    const address = computed(() => {
      const story = `${props.component}-${chosen.value}`
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/-$/, '');
      return withBase(
        `/gallery/gallery.html?story=${story}&theme=${isDark.value ? 'dark' : 'light'}`,
      );
    });
    return () =>
      h('figure', { class: 'live' }, [
        h('figcaption', [
          h('label', { for: id }, 'State'),
          h(
            'select',
            {
              id,
              value: chosen.value,
              onChange: ({ target }: Event) => {
                chosen.value = (target as HTMLSelectElement).value;
              },
            },
            props.names.map((name) => h('option', { value: name }, name)),
          ),
        ]),
        mounted.value
          ? h('iframe', {
              key: address.value,
              src: address.value,
              title: `${props.component}: ${chosen.value}`,
              loading: 'lazy',
              class: large.has(props.component) ? 'live__page live__page--large' : 'live__page',
            })
          : h('div', { class: 'live__page' }),
      ]);
  },
});

/** Those that need a page's height. */
const large = new Set(['VoicePanel', 'VoiceWidget', 'Transcript']);
