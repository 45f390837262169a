/** Loaded before a program: what it took, as JSON on stderr at its end. */
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const peakMB = process.resourceUsage().maxRSS / 1024;
  process.stderr.write(
    JSON.stringify({ seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6, peakMB }),
  );
});
