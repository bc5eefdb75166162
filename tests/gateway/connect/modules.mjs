// What the check takes from npm and from the protos. install puts it beside node_modules and gen, where modules are
// looked up.
export { fromBinary, fromJson, toJson } from '@bufbuild/protobuf';
export { timestampDate } from '@bufbuild/protobuf/wkt';
export { Code, ConnectError, createClient } from '@connectrpc/connect';
export { createConnectTransport } from '@connectrpc/connect-web';
export { BadRequestSchema, ErrorInfoSchema } from './gen/google/rpc/error_details_pb.js';
export { Access_Outcome, Accesses } from './gen/relais/v1/accesses_pb.js';
export { Compartment, Purpose } from './gen/relais/v1/common_pb.js';
export { Dossiers } from './gen/relais/v1/dossiers_pb.js';
