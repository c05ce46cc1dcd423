/**
 * A repository as large as real ones: thousands of files, secrets at several depths that git ignores, and
 * dependencies in tens of thousands of files.
 */
import type { Repository } from './repository.ts';
import type { Sandbox } from './sandbox.ts';

/** What is in the repository. */
export const LARGE = { tracked: 5_000, modules: 30_000, packages: 5 } as const;

const MAKE = `
set -e
for package in $(seq ${LARGE.packages}); do
  mkdir -p packages/$package/src && echo "LOCAL=$package" > packages/$package/.env.local
  (cd packages/$package/src && seq ${LARGE.tracked / LARGE.packages} | sed 's/$/.txt/' | xargs touch)
done
printf '.env\\n.env.*\\nnode_modules/\\n' > .gitignore
echo SECRET=1 > .env && chmod 600 .env
for package in $(seq ${LARGE.modules / 1000}); do
  mkdir -p node_modules/$package && (cd node_modules/$package && seq 1000 | xargs touch)
done
mkdir node_modules/.bin && echo 'echo tool' > node_modules/1/1 && chmod +x node_modules/1/1
ln -s ../1/1 node_modules/.bin/tool
`;

export async function largeRepository(sandbox: Sandbox): Promise<Repository> {
  const repository = await sandbox.repository('repo', { files: {} });
  await sandbox.sh(MAKE, { cwd: repository.path });
  await repository.commit('Many files');
  return repository;
}
