/** Compressed data that nobody's writer wrote so. */
export class DamagedData extends Error {
  constructor() {
    super('the compressed data are damaged');
    this.name = new.target.name;
  }
}
