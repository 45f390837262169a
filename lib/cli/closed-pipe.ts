/**
 * Ends quietly where a reader closes the pipe early (`emr-autotune plan … | head`), and with one line where the output cannot be written.
 */
export function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`cannot write the output: ${error.message}\n`);
    process.exit(2);
  });
}
