import { type Listing, type SideWrite, untouchedListing } from '../../lib/remedy';

/** The cluster's listing after a side write: a row that is read later and does not know of it was deleted, restored or forged. */
export function listedAfter(listed: Listing | undefined, write: SideWrite | undefined): Listing | undefined {
  switch (write?.kind) {
    case 'reserve':
      return untouchedListing(write.root);
    case 'list':
      return write.listing;
    case 'unlist':
      return listed?.root === write.root ? undefined : listed;
    case 'claim':
      return listed?.root === write.root ? { ...listed, claim: write.claim } : listed;
    case 'closing':
      return listed?.root === write.root ? { ...listed, closing: write.outcome } : listed;
    default:
      return listed;
  }
}
