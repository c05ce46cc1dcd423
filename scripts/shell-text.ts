/** Lets a module import the text of a `.sh` file; for the bundle and for the tests. */
export function shellText() {
  return {
    name: 'shell-text',
    transform(code: string, id: string) {
      if (!id.endsWith('.sh')) return null;
      return { code: `export default ${JSON.stringify(code)};`, map: null, moduleType: 'js' as const };
    },
  };
}
