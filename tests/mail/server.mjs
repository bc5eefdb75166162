// server.mjs FOLDER PASSWORD [--address ADDRESS] [--plain]: a mail server on loopback, for tests. Prints the port when it listens.
// The FOLDER holds key.pem and certificate.pem. It wants STARTTLS, then the user relais with PASSWORD.
//   FOLDER/mails  each message that it took, a line of JSON: {"from", "to": [...], "data": the lines as they came}
//   FOLDER/wire   every byte that clients sent, as whoever listens on the line sees it
//   A mail to unknown@example.org is refused for good, one to later@example.org for now, and the user relais may not send as
//   somebody@relais.example; every other is taken.
//   --plain       it has no TLS, and takes mail from everybody, with or without a password.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';

const { positionals: [folder, password], values: { address, plain } } = parseArgs({
  allowPositionals: true,
  options: { address: { type: 'string', default: '127.0.0.1' }, plain: { type: 'boolean', default: false } },
});
if (!folder || !password) {
  console.error('usage: server.mjs FOLDER PASSWORD [--address ADDRESS] [--plain]');
  process.exit(2);
}
const [mails, wire] = ['mails', 'wire'].map((name) => join(folder, name));
for (const file of [mails, wire]) writeFileSync(file, '');

const refusal = (responseCode, text) => Object.assign(new Error(text), { responseCode });
// They name the mailbox, as servers do.
const refusals = new Map([
  ['unknown@example.org', refusal(550, '<unknown@example.org>: no such mailbox')],
  ['later@example.org', refusal(451, '<later@example.org>: try again later')],
  ['somebody@relais.example', refusal(553, '<somebody@relais.example>: sender not owned by user relais')],
]);

const server = new SMTPServer({
  ...(plain ? { hideSTARTTLS: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authOptional: true }
    : { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'certificate.pem')) }),
  disableReverseLookup: true,
  onAuth: (given, session, done) => (plain || (given.username === 'relais' && given.password === password)
    ? done(null, { user: given.username }) : done(refusal(535, `wrong password for ${given.username}`))),
  onMailFrom: (from, session, done) => done(refusals.get(from.address)),
  onRcptTo: (to, session, done) => done(refusals.get(to.address)),
  onData: (stream, { envelope }, done) => {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const data = Buffer.concat(parts).toString('latin1');
      const to = envelope.rcptTo.map((recipient) => recipient.address);
      appendFileSync(mails, JSON.stringify({ from: envelope.mailFrom.address, to, data }) + '\n');
      done();
    });
  },
});
server.on('error', () => {}); // a client that does not trust the certificate hangs up

// Clients talk to the line, which writes down what passes.
const line = net.createServer((client) => {
  const inner = net.connect(server.server.address().port, '127.0.0.1');
  client.on('data', (bytes) => appendFileSync(wire, bytes));
  for (const [end, other] of [[client, inner], [inner, client]]) end.on('error', () => other.destroy());
  client.pipe(inner).pipe(client);
});
server.listen(0, '127.0.0.1', () => line.listen(0, address, () => console.log(line.address().port)));
