import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load/load.ts';
import type { Cache } from '../../../src/context.ts';
import { PaneError } from '../../../src/errors.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder named `my-app` in a directory of its own, as a repository's main worktree would be. */
export class Folder implements AsyncDisposable {
  readonly above = mkdtempSync(join(inject('runDirectory'), 'c'));
  readonly root = join(this.above, 'my-app');

  static async create(files: Files = {}): Promise<Folder> {
    const folder = new Folder();
    await mkdir(folder.root);
    await folder.write(files);
    return folder;
  }

  path(name: string): string {
    return join(this.root, name);
  }

  get files() {
    return {
      project: this.path('pane.config.yaml'),
      local: this.path('pane.config.local.yaml'),
      user: this.path('user/config.yaml'),
    };
  }

  async write(files: Files): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(this.path(name)), { recursive: true });
      await writeFile(this.path(name), content);
    }
  }

  load(cache: Cache | null = null): Promise<Config> {
    return loadConfig(this.files, { facts: { main: this.root, user: 'ann', base: null }, cache });
  }

  /** The lines of the error that loading ends with; the folder's own path is `DIR`. */
  async mistakes(cache: Cache | null = null): Promise<string[]> {
    try {
      await this.load(cache);
    } catch (error) {
      if (!(error instanceof PaneError) || error.code !== 'config') throw error;
      return error.message.replaceAll(this.root, 'DIR').replaceAll(this.above, 'DIR/..').split('\n');
    }
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.above, { recursive: true, force: true });
  }
}

/** Loads `pane.config.yaml` with this text and perhaps further files. */
export async function loaded(text: string | Uint8Array, files: Files = {}): Promise<Config> {
  await using folder = await Folder.create({ 'pane.config.yaml': text, ...files });
  return await folder.load();
}

export async function mistakes(text: string | Uint8Array, files: Files = {}): Promise<string[]> {
  await using folder = await Folder.create({ 'pane.config.yaml': text, ...files });
  return await folder.mistakes();
}
