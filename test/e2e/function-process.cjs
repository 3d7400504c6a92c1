/** Loaded into every function by NODE_OPTIONS: its calls say in their user agent which process makes them. */
process.env.AWS_SDK_UA_APP_ID = `pid-${process.pid}`;
