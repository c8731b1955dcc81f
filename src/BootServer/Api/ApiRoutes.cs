namespace Monitas.BootServer.Api;

/// <summary>The paths of the sysadmin's interface on the Unix socket. {x} stands for a value in the path; ?x for one in the query.</summary>
internal static class ApiRoutes
{
    /// <summary>GET -> <see cref="StatusReply"/>.</summary>
    public const string Status = "/v1/status";

    /// <summary>GET -> list of <see cref="MachineView"/>; POST <see cref="AddMachineRequest"/> -> <see cref="MachineView"/>.</summary>
    public const string Machines = "/v1/machines";

    /// <summary>GET -> <see cref="MachineView"/>; DELETE.</summary>
    public const string Machine = "/v1/machines/{name}";

    /// <summary>POST <see cref="SetMachineRequest"/> -> <see cref="MachineView"/>.</summary>
    public const string MachineSettings = "/v1/machines/{name}/settings";

    /// <summary>POST <see cref="CardsRequest"/> -> <see cref="MachineView"/>.</summary>
    public const string MachineCards = "/v1/machines/{name}/cards";

    /// <summary>DELETE -> <see cref="MachineView"/>.</summary>
    public const string MachineCard = "/v1/machines/{name}/cards/{mac}";

    /// <summary>POST -> <see cref="WakeReply"/>: sends wake-up packets.</summary>
    public const string MachineWake = "/v1/machines/{name}/wake";

    /// <summary>POST -> <see cref="MachineView"/>, after its own system, if it is connected, was asked how it is.</summary>
    public const string MachineLook = "/v1/machines/{name}/look";

    /// <summary>GET -> list of <see cref="PairingView"/>; POST <see cref="PairRequest"/> -> <see cref="MachineView"/>.</summary>
    public const string Pairings = "/v1/pairings";

    /// <summary>POST <see cref="TokenRequest"/> -> <see cref="TokenReply"/>.</summary>
    public const string Tokens = "/v1/tokens";

    /// <summary>GET ?machine -> list of <see cref="ArchiveView"/>.</summary>
    public const string Archives = "/v1/archives";

    /// <summary>GET ?machine ?archive -> <see cref="ArchiveView"/>. The archive is a number, an id, its beginning, or empty for the newest. DELETE -> the removed <see cref="ArchiveView"/>.</summary>
    public const string Archive = "/v1/archive";

    /// <summary>GET ?machine ?archive ?path (base64 of its bytes) ?all=true -> lines of <see cref="FileView"/> (NDJSON).</summary>
    public const string ArchiveFiles = "/v1/archive/files";

    /// <summary>POST ?machine ?archive -> the verify job; its finding is a <see cref="VerifyReply"/>.</summary>
    public const string ArchiveVerify = "/v1/archive/verify";

    /// <summary>POST -> the prune job; its finding is a <see cref="Monitas.BootServer.Retention.PruneReply"/>.</summary>
    public const string Prune = "/v1/prune";

    /// <summary>GET -> <see cref="Monitas.BootServer.Retention.PruneReply"/>: what a prune would do.</summary>
    public const string PrunePlan = "/v1/prune/plan";

    /// <summary>GET ?machine ?path (base64 of its bytes) -> list of <see cref="AgeView"/>: the newest copy on each machine.</summary>
    public const string Age = "/v1/age";

    /// <summary>GET ?pattern (base64 of its bytes) ?machine ?ignoreCase=true ?max -> <see cref="FindReply"/>.</summary>
    public const string Find = "/v1/find";

    /// <summary>GET ?machine ?path -> list of <see cref="VersionView"/>, oldest first.</summary>
    public const string ArchiveHistory = "/v1/archive/history";

    /// <summary>GET ?machine ?from ?to ?path ?by=time -> lines of <see cref="ArchiveDifference"/> (NDJSON).</summary>
    public const string ArchiveDifferences = "/v1/archive/differences";

    /// <summary>GET ?machine ?archive ?path ?max ?onlyHere=true -> <see cref="SpaceReply"/>.</summary>
    public const string ArchiveSpace = "/v1/archive/space";

    /// <summary>
    /// GET ?machine ?archive ?format=tar.zst|iso -> the bytes of the archive's files in that format; POST ?machine ?archive ?directory (base64 of its
    /// name) -> <see cref="ExportReply"/>: the archive as a volume set in that directory of the server.
    /// </summary>
    public const string ArchiveExport = "/v1/archive/export";

    /// <summary>POST -> <see cref="Monitas.BootServer.Verify.RebuildReply"/>.</summary>
    public const string CatalogRebuild = "/v1/catalog/rebuild";

    /// <summary>
    /// POST ?volume (its id, or the beginning of it; all volumes without) -> the verify job; its findings are a
    /// <see cref="Monitas.BootServer.Verify.VolumeVerification"/> for each volume.
    /// </summary>
    public const string VolumeVerify = "/v1/volumes/verify";

    /// <summary>POST -> <see cref="StoreKeysInUse"/>: the server takes in what has become of the store's keys.</summary>
    public const string StoreKeys = "/v1/store/keys";

    /// <summary>GET -> list of <see cref="VolumeView"/>.</summary>
    public const string Volumes = "/v1/volumes";

    /// <summary>GET ?machine ?max -> list of <see cref="Monitas.Catalog.Records.JobRecord"/>; POST <see cref="JobRequest"/> -> the job.</summary>
    public const string Jobs = "/v1/jobs";

    /// <summary>GET -> <see cref="Monitas.Catalog.Records.JobRecord"/>.</summary>
    public const string Job = "/v1/jobs/{id}";

    /// <summary>GET -> <see cref="Monitas.BootServer.Jobs.JobUpdate"/> lines (NDJSON) until the job is over.</summary>
    public const string JobWatch = "/v1/jobs/{id}/watch";

    /// <summary>GET -> list of <see cref="Monitas.Catalog.Records.JobLogRecord"/>.</summary>
    public const string JobLog = "/v1/jobs/{id}/log";

    /// <summary>GET -> list of <see cref="Monitas.Contracts.Messages.Difference"/>.</summary>
    public const string JobDifferences = "/v1/jobs/{id}/differences";

    /// <summary>GET -> list of <see cref="JobFinding"/>: what a job of the server's own has found so far.</summary>
    public const string JobFindings = "/v1/jobs/{id}/findings";

    /// <summary>POST -> the job.</summary>
    public const string JobCancel = "/v1/jobs/{id}/cancel";

    /// <summary>POST <see cref="ApproveRequest"/> -> the job.</summary>
    public const string JobApprove = "/v1/jobs/{id}/approve";

    /// <summary>GET -> <see cref="Monitas.Contracts.Messages.RebuildKeys"/>: the new passphrases of a rebuild that is done with the PC's disks; DELETE -> the job: the server forgets them.</summary>
    public const string JobPassphrases = "/v1/jobs/{id}/passphrases";

    /// <summary>POST <see cref="JobRequest"/> of a rebuild -> <see cref="PlanReply"/>: a plan against the disks last seen; nothing is stored.</summary>
    public const string Plans = "/v1/plans";

    /// <summary>POST <see cref="JobRequest"/> of a prep -> <see cref="PrepPlanReply"/>: a plan against the disks last seen; nothing is stored.</summary>
    public const string PrepPlans = "/v1/prep/plans";

    /// <summary>POST <see cref="JobRequest"/> of a wipe -> <see cref="WipePlanReply"/>: a plan against the disks last seen; nothing is stored.</summary>
    public const string WipePlans = "/v1/wipe/plans";

    /// <summary>GET ?machine -> list of <see cref="Monitas.Catalog.Records.WipeCertificateRecord"/>, the newest first.</summary>
    public const string WipeCertificates = "/v1/wipe/certificates";

    /// <summary>GET -> <see cref="Monitas.Catalog.Records.WipeCertificateRecord"/>.</summary>
    public const string WipeCertificate = "/v1/wipe/certificates/{number}";

    /// <summary>POST -> list of <see cref="AlertTestResult"/>: an alert is sent by each way.</summary>
    public const string AlertTest = "/v1/alerts/test";

    /// <summary>GET -> <see cref="ScheduleView"/>.</summary>
    public const string Schedule = "/v1/schedule";

    /// <summary>GET ?machine ?max -> list of <see cref="Monitas.BootServer.Schedules.Deciding.ScheduleTurn"/>: what is due, then what comes next.</summary>
    public const string ScheduleNext = "/v1/schedule/next";

    /// <summary>POST <see cref="ScheduleCheckRequest"/> -> <see cref="ScheduleView"/>; nothing is stored.</summary>
    public const string ScheduleCheck = "/v1/schedule/check";

    /// <summary>GET -> <see cref="ScheduleFile"/>; POST <see cref="ScheduleFile"/> -> <see cref="ScheduleView"/>: writes the file, if it has no error and is still the one that was read.</summary>
    public const string ScheduleText = "/v1/schedule/text";

    /// <summary>GET ?days -> <see cref="OverviewReply"/>.</summary>
    public const string Overview = "/v1/overview";

    /// <summary>GET ?machine ?archive ?path (base64 of its bytes) ?format=raw|zip|tar.zst -> the content of a file, or a directory with all below it.</summary>
    public const string ArchiveContent = "/v1/archive/content";

    /// <summary>GET -> list of <see cref="UserView"/>; POST <see cref="UserRequest"/> -> <see cref="UserView"/>.</summary>
    public const string Users = "/v1/users";

    /// <summary>DELETE -> <see cref="UserView"/>.</summary>
    public const string User = "/v1/users/{name}";

    /// <summary>POST <see cref="UserRequest"/> -> <see cref="UserView"/>: another password.</summary>
    public const string UserPassword = "/v1/users/password";

    /// <summary>GET -> <see cref="BootStatus"/>.</summary>
    public const string Boot = "/v1/boot";

    /// <summary>GET ?who (machine, MAC or address) ?max -> list of <see cref="Monitas.BootServer.Boot.Doctor.BootStory"/>, newest last.</summary>
    public const string BootLog = "/v1/boot/log";

    /// <summary>GET ?interface ?probe=true -> <see cref="Monitas.BootServer.Boot.Doctor.DoctorReport"/>; a probe takes some seconds.</summary>
    public const string BootDoctor = "/v1/boot/doctor";

    /// <summary>GET -> list of <see cref="Monitas.BootServer.Boot.Images.BootImage"/>, checked now; POST <see cref="ImportImageRequest"/> -> the image.</summary>
    public const string BootImages = "/v1/boot/images";

    /// <summary>POST -> the image, which is served from now on.</summary>
    public const string BootImageUse = "/v1/boot/images/{id}/use";

    /// <summary>The header in which an exported stream says whether the store that it is from is encrypted: true or false.</summary>
    public const string StoreEncryptedHeader = "Monitas-Store-Encrypted";

    /// <summary>The header in which the command line says who sits before it. The socket is open to root alone, so it is believed.</summary>
    public const string UserHeader = "Monitas-User";
}
