/** A listing goes on beyond the number of pages that may be read at once. */
export class TooManyPagesError extends Error {
  public override readonly name = 'TooManyPagesError';

  public constructor(
    listing: string,
    maxPages: number,
    /** Where the listing goes on. */
    public readonly marker: string,
  ) {
    super(`${listing} has more than ${maxPages} pages`);
  }
}

/** EMR and CloudWatch name the way to the next page differently. */
interface Page {
  readonly Marker?: string | undefined;
  readonly NextToken?: string | undefined;
}

/**
 * The pages of one of the SDK's paginators, as far as the limit; the page beyond it is not requested.
 *
 * @throws TooManyPagesError after the last page within the limit where more follow: a listing never ends in silence
 */
export async function* limitedPages<P extends Page>(
  listing: string,
  maxPages: number,
  pages: AsyncIterable<P>,
): AsyncGenerator<P, void> {
  let read = 0;
  for await (const page of pages) {
    yield page;
    read += 1;
    const marker = page.Marker || page.NextToken;
    if (read === maxPages && marker) throw new TooManyPagesError(listing, maxPages, marker);
  }
}
