using System.Collections.Generic;
using System.Text.Json.Serialization;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Schedules.Deciding;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>JSON for the sysadmin's interface, made at compile time: a command starts faster without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(IReadOnlyList<AlertTestResult>))]
[JsonSerializable(typeof(ScheduleCheckRequest))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleTurn>))]
[JsonSerializable(typeof(RebuildKeys))]
[JsonSerializable(typeof(IReadOnlyList<MachineView>))]
[JsonSerializable(typeof(AddMachineRequest))]
[JsonSerializable(typeof(SetMachineRequest))]
[JsonSerializable(typeof(CardsRequest))]
[JsonSerializable(typeof(PruneReply))]
[JsonSerializable(typeof(IReadOnlyList<VolumeVerification>))]
[JsonSerializable(typeof(RebuildReply))]
[JsonSerializable(typeof(StoreKeysInUse))]
[JsonSerializable(typeof(RemovedReply))]
[JsonSerializable(typeof(IReadOnlyList<PairingView>))]
[JsonSerializable(typeof(PairRequest))]
[JsonSerializable(typeof(WakeReply))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(IReadOnlyList<ArchiveView>))]
[JsonSerializable(typeof(FileView))]
[JsonSerializable(typeof(VerifyReply))]
[JsonSerializable(typeof(IReadOnlyList<VolumeView>))]
[JsonSerializable(typeof(IReadOnlyList<AgeView>))]
[JsonSerializable(typeof(FindReply))]
[JsonSerializable(typeof(IReadOnlyList<VersionView>))]
[JsonSerializable(typeof(ArchiveDifference))]
[JsonSerializable(typeof(SpaceReply))]
[JsonSerializable(typeof(ExportReply))]
[JsonSerializable(typeof(JobFinding))]
[JsonSerializable(typeof(IReadOnlyList<JobFinding>))]
[JsonSerializable(typeof(ServerJobReply))]
[JsonSerializable(typeof(VerifyStand))]
[JsonSerializable(typeof(IReadOnlyList<PrunedArchive>))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(IReadOnlyList<JobRecord>))]
[JsonSerializable(typeof(IReadOnlyList<JobLogRecord>))]
[JsonSerializable(typeof(IReadOnlyList<Difference>))]
[JsonSerializable(typeof(CompareReply))]
[JsonSerializable(typeof(JobUpdate))]
[JsonSerializable(typeof(ApproveRequest))]
[JsonSerializable(typeof(PlanReply))]
[JsonSerializable(typeof(PrepPlanReply))]
[JsonSerializable(typeof(IReadOnlyList<PrepPlanReply>))]
[JsonSerializable(typeof(WipePlanReply))]
[JsonSerializable(typeof(IReadOnlyList<WipeCertificateRecord>))]
[JsonSerializable(typeof(WipeCertificateRecord))]
[JsonSerializable(typeof(BootStatus))]
[JsonSerializable(typeof(IReadOnlyList<BootStory>))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(BootImage))]
[JsonSerializable(typeof(IReadOnlyList<BootImage>))]
[JsonSerializable(typeof(ImportImageRequest))]
[JsonSerializable(typeof(IReadOnlyList<UserView>))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(OverviewReply))]
[JsonSerializable(typeof(ScheduleFile))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(CliFailure))]
internal sealed partial class ApiJson : JsonSerializerContext;
