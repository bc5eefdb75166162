#!/usr/bin/env python3
"""A house's own system, in another language: reads a dossier for a professional, over mutual TLS.

usage: read_dossier.py STUBS SERVER TLS_FOLDER CERTIFICATE KEY PROFESSIONAL DOSSIER
STUBS is a folder for what is generated from proto/. Prints the kinds of the steps, a line each; exit code 1 and
"CODE REASON" when the server refuses.
"""
import pathlib
import shutil
import subprocess
import sys

import grpc

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"


def generate(stubs):
    files = [str(f) for f in PROTO.rglob("*.proto")]
    plugin = shutil.which("grpc_python_plugin")
    subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={stubs}", f"--grpc_out={stubs}",
                    f"--plugin=protoc-gen-grpc={plugin}", *files], check=True)
    # What is under google here must not hide what is there already.
    import google
    google.__path__.append(str(pathlib.Path(stubs) / "google"))
    sys.path.insert(0, str(stubs))


def main(stubs, server, tls, certificate, key, professional, dossier):
    generate(stubs)
    from google.rpc import error_details_pb2, status_pb2
    from relais.v1 import common_pb2, dossiers_pb2, dossiers_pb2_grpc

    read = lambda path: pathlib.Path(path).read_bytes()
    channel = grpc.secure_channel(server, grpc.ssl_channel_credentials(
        read(f"{tls}/ca.pem"), read(key), read(certificate)))
    request = dossiers_pb2.GetDossierRequest(context=common_pb2.DossierContext(
        dossier_id=dossier, purpose=common_pb2.PURPOSE_EXIT_PREPARATION, reason="discharge_planning"))
    try:
        answer = dossiers_pb2_grpc.DossiersStub(channel).GetDossier(
            request, timeout=10, metadata=[("relais-for", professional)])
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        info = error_details_pb2.ErrorInfo()
        for detail in status_pb2.Status.FromString(details).details:
            detail.Unpack(info)
        print(error.code().name, info.reason)
        sys.exit(1)
    for step in answer.steps:
        print(step.kind)


if __name__ == "__main__":
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    main(*sys.argv[1:])
