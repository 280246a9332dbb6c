/**
 * @throws RangeError when the number is no TCP port
 */
export function checkPort(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new RangeError(`port ${port}: a port is a whole number from 1 to 65535`);
  }
  return port;
}
