/**
 * How `changeset version` writes a package's CHANGELOG: what changed, and nothing of which packages were published along with it.
 */
module.exports = {
  /** @param {{ summary: string }} changeset */
  getReleaseLine: async ({ summary }) => {
    const [first = '', ...more] = summary.trim().split('\n');
    return [`- ${first}`, ...more.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
  },
  getDependencyReleaseLine: async () => '',
};
