/** Prints the microseconds of processor that loading a module takes. */
const before = process.cpuUsage();
await import(process.argv[2]);
const { user, system } = process.cpuUsage(before);
console.log(user + system);
