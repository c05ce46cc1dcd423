/**
 * A git repository in a sandbox.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

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
    await repository.git('init', '--quiet');
    for (const [path, content] of Object.entries(files)) await repository.write(path, content);
    await repository.commit('Start');
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
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '-m', message);
  }
}
