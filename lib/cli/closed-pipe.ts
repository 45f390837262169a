/** Lets `emr-autotune plan … | head` end quietly: a reader that closes the pipe early is no error. */
export function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
