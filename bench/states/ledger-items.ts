import type { Listing, Row } from '../../lib/remedy';

/** The items of the ledger, as far as a decision depends on them. */
export interface LedgerItems {
  readonly row?: Row;
  readonly listing?: Listing;
  /** Root steps of the lineages that are archived. */
  readonly archived: readonly string[];
  /** Whether the lineage holds a place of the account's budget. */
  readonly reserved: boolean;
  /** Lineages that were counted; a promise wants one. */
  readonly started: number;
  /** What the row was when a job was not owed yet, and when it was: for whoever restores it. */
  readonly backups: readonly Row[];
}

export const EMPTY_LEDGER: LedgerItems = { archived: [], reserved: false, started: 0, backups: [] };
