using System;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Backups;

/// <summary>What is noted of an unfinished volume, so that it is not lost with the server's memory.</summary>
/// <param name="Machine">The machine whose upload it is.</param>
/// <param name="Job">Its job.</param>
/// <param name="Begun">When the volume was begun.</param>
internal sealed record UploadNote(MachineId Machine, JobId Job, DateTimeOffset Begun);
