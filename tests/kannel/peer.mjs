// peer.mjs PORT LOG: the mobile network's end of SMPP 3.4, on loopback, for tests. Prints the port when it listens (PORT 0: any).
// Each message that it gets is one line of LOG, {"to","text","coding","parts","time"}, a long one when its last part came.
//   A number that ends in 98 is refused at once, one in 99 is reported as not delivered, every other as delivered.
//   A line FROM TEXT... on stdin is sent as a message from FROM to the short code 1000.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import smpp from 'smpp';

const [port, log] = process.argv.slice(2);
if (!/^\d+$/.test(port ?? '') || !log) {
  console.error('usage: peer.mjs PORT LOG');
  process.exit(2);
}
const GSM = 0, UCS2 = 8; // data_coding
const INTERNATIONAL = 1; // ton: the number goes without its plus
const shortCode = '1000';
const receivers = new Set(); // the sessions that asked for what comes in
const partial = new Map();
let count = 0;

// The whole text once all its parts are there. A part says 0, 3, reference, count, number in its user data header.
function whole(pdu, to) {
  const { message, udh = [] } = pdu.short_message;
  const header = udh.find((element) => element[0] === 0 && element[1] === 3);
  if (!header) return { text: message, parts: 1 };
  const [, , reference, parts, number] = header;
  const key = `${to} ${reference}`;
  const texts = partial.get(key) ?? new Map();
  partial.set(key, texts.set(number, message));
  if (texts.size < parts) return null;
  partial.delete(key);
  return { text: [...texts.keys()].sort((a, b) => a - b).map((part) => texts.get(part)).join(''), parts };
}

function deliver(fields) {
  const [session] = receivers;
  if (!session) return console.error('peer: nobody is bound to receive this');
  session.deliver_sm(fields);
}

function report(pdu, id) {
  const failed = pdu.destination_addr.endsWith('99');
  const now = new Date().toISOString().replace(/\D/g, '').slice(2, 12);
  deliver({
    esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
    source_addr_ton: pdu.dest_addr_ton, source_addr_npi: pdu.dest_addr_npi, source_addr: pdu.destination_addr,
    dest_addr_ton: pdu.source_addr_ton, dest_addr_npi: pdu.source_addr_npi, destination_addr: pdu.source_addr,
    data_coding: GSM,
    short_message: { message: `id:${id} sub:001 dlvrd:00${failed ? 0 : 1} submit date:${now} done date:${now} ` +
      `stat:${failed ? 'UNDELIV' : 'DELIVRD'} err:00${failed ? 1 : 0} text:` },
  });
}

const server = smpp.createServer((session) => {
  const bind = (pdu) => {
    if (pdu.command !== 'bind_transmitter') receivers.add(session);
    session.send(pdu.response({ system_id: 'peer' }));
  };
  for (const command of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) session.on(command, bind);
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => session.send(pdu.response(), () => session.close()));
  session.on('close', () => receivers.delete(session));
  session.on('error', () => session.destroy()); // the client went away
  session.on('submit_sm', (pdu) => {
    if (pdu.destination_addr.endsWith('98')) {
      session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
      return;
    }
    const id = String(++count);
    session.send(pdu.response({ message_id: id }));
    const to = (pdu.dest_addr_ton === INTERNATIONAL ? '+' : '') + pdu.destination_addr;
    const message = whole(pdu, to);
    const coding = { [GSM]: 'gsm-7', [UCS2]: 'ucs-2' }[pdu.data_coding] ?? `data_coding ${pdu.data_coding}`;
    const time = new Date().toISOString();
    if (message) appendFileSync(log, JSON.stringify({ to, text: message.text, coding, parts: message.parts, time }) + '\n');
    if (pdu.registered_delivery & 1) report(pdu, id);
  });
});
server.on('error', (error) => {
  console.error(error.code === 'EADDRINUSE' ? `peer: port ${port} is taken; name another, or 0` : `peer: ${error.message}`);
  process.exit(1);
});
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));

createInterface({ input: process.stdin }).on('line', (line) => {
  const [, from, text] = /^(\S+) (.*)$/.exec(line) ?? [];
  if (!from) return console.error('peer: a line is FROM TEXT...');
  // Said outright, for the library would name GSM-7 by the number of ASCII.
  const coding = smpp.encodings.ASCII.match(text) ? GSM : UCS2;
  const international = from.startsWith('+');
  const field = text.length > 70 ? 'message_payload' : 'short_message'; // 70: the most in UCS-2
  deliver({
    source_addr_ton: international ? INTERNATIONAL : 0, source_addr_npi: 1, source_addr: from.replace('+', ''),
    destination_addr: shortCode, data_coding: coding, [field]: { message: text },
  });
});
