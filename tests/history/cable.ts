import net, { type AddressInfo, type Socket } from 'node:net';

/** A cable between a process and a server, which can be cut. */
export interface Cable {
  port: number;
  /** Cuts what runs over it now: whatever was under way is lost, on either side. */
  cut(): void;
  /** While it is down nobody gets through. */
  isDown: boolean;
  /** While it is mute connections are taken, and nothing ever comes of them. */
  isMute: boolean;
  /** The next response that has this text is lost, and its connection with it. */
  loses: string | null;
  stop(): Promise<void>;
}

export async function layCable(targetPort: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  const server = net.createServer((near) => {
    if (cable.isDown) return void near.destroy();
    if (cable.isMute) {
      sockets.add(near);
      // It was cut, or given up.
      near.on('error', () => {}).once('close', () => sockets.delete(near));
      return void near.resume();
    }
    const far = net.connect(targetPort, '127.0.0.1').setNoDelay(true);
    near.setNoDelay(true);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      // Its close follows.
      one.on('error', () => {});
    }
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      if (cable.loses !== null && chunk.includes(cable.loses)) {
        cable.loses = null;
        near.resetAndDestroy();
        return;
      }
      if (near.write(chunk)) return;
      far.pause();
      near.once('drain', () => far.resume());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cable: Cable = {
    port: (server.address() as AddressInfo).port,
    isDown: false,
    isMute: false,
    loses: null,
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async stop() {
      cable.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return cable;
}
