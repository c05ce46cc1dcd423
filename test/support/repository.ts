/**
 * A git repository in a sandbox.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

const COMMIT = 'git add --all && git commit --quiet --allow-empty -m "$MESSAGE"';

export class Repository {
  /** Absolute. */
  readonly path: string;
  readonly #sandbox: Sandbox;

  static async create(
    sandbox: Sandbox,
    name: string,
    files: Readonly<Record<string, string>>,
  ): Promise<Repository> {
    const repository = new Repository(sandbox, sandbox.path(name));
    await mkdir(repository.path, { recursive: true });
    for (const [path, content] of Object.entries(files)) await repository.write(path, content);
    // One program to start instead of three.
    await sandbox.sh(`git init --quiet && ${COMMIT}`, { cwd: name, env: { MESSAGE: 'Start' } });
    return repository;
  }

  private constructor(sandbox: Sandbox, path: string) {
    this.#sandbox = sandbox;
    this.path = path;
  }

  /** Runs git in the repository; throws if it fails. */
  git(...args: readonly string[]): Promise<string> {
    return this.#sandbox.git('-C', this.path, ...args);
  }

  /** Writes a file of the repository's main worktree. */
  write(path: string, content: string | Uint8Array, options?: { mode?: number }): Promise<string> {
    return this.#sandbox.write(join(this.path, path), content, options);
  }

  /** Commits everything that is not ignored. */
  async commit(message: string): Promise<void> {
    await this.#sandbox.sh(COMMIT, { cwd: this.path, env: { MESSAGE: message } });
  }
}
