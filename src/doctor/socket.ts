/**
 * Whether somebody listens at a Unix socket: its file may outlive who made it.
 */
import { connect } from 'node:net';

export async function isLiveSocket(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const connection = connect(path);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
